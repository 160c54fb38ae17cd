package record

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"shuzhi/internal/calendar"
	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Figure is a number that is no record of its own, so that every number of a report has a home.
type Figure struct {
	Header
	Owned
	AreaID uid.ID        `json:"area_id" swaggertype:"string" format:"uuid" extensions:"x-nullable"`
	Name   string        `json:"name" validate:"required" maxLength:"50" example:"宣传单"`
	Unit   string        `json:"unit" validate:"required" maxLength:"20" example:"份"`
	Kind   FigureKind    `json:"kind" validate:"required" example:"flow"`
	Amount Hundredths    `json:"amount" validate:"required" swaggertype:"number" example:"20000"`
	On     calendar.Date `json:"on" validate:"required" swaggertype:"string" format:"date" example:"2023-03-15"`
	Tags   Strings       `json:"tags" swaggertype:"array,string" maxItems:"20" maxLength:"50"`
	Note   Text          `json:"note" swaggertype:"string" maxLength:"2000" extensions:"x-nullable"`
	Noted
}

// FigureKind says how figures of one name become one number.
type FigureKind string

// The kinds of figure.
const (
	FigureFlow  FigureKind = "flow"  // 发生数: added up over a span
	FigureStock FigureKind = "stock" // 现有数: the latest on or before the last day
)

// FigureWords lists every kind of figure.
var FigureWords = []Word[FigureKind]{{FigureFlow, "发生数"}, {FigureStock, "现有数"}}

// Hundredths is a number with at most two decimals, kept exactly as its hundredths.
type Hundredths int64

// mostHundredths bounds a figure to 10^13, which a float64 of any client still holds exactly.
const mostHundredths Hundredths = 1_000_000_000_000_000

// MarshalJSON writes the number without trailing zeros: 20000, 20.5, -0.05.
func (h Hundredths) MarshalJSON() ([]byte, error) {
	sign, digits := "", strconv.FormatInt(int64(h), 10)
	if h < 0 {
		sign, digits = "-", digits[1:]
	}
	if len(digits) < 3 {
		digits = "00"[len(digits)-1:] + digits
	}
	whole, rest := digits[:len(digits)-2], strings.TrimRight(digits[len(digits)-2:], "0")
	if rest != "" {
		rest = "." + rest
	}
	return []byte(sign + whole + rest), nil
}

var (
	errNoNumber = errors.New("record: not a number")
	jsonNumber  = regexp.MustCompile(`^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$`)
)

// UnmarshalJSON reads a JSON number that whole hundredths hold exactly, however it is written (20.5, 20.50, 2.05e1), and null as 0.
// Problems: "two-decimals", "too-large"; anything else than a number is another error.
func (h *Hundredths) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*h = 0
		return nil
	}
	m := jsonNumber.FindStringSubmatch(string(b))
	if m == nil {
		return errNoNumber
	}
	sign, whole, decimals, exponent := m[1], m[2], m[3], m[4]
	digits := strings.TrimLeft(whole+decimals, "0")
	trimmed := strings.TrimRight(digits, "0")
	if trimmed == "" {
		*h = 0
		return nil
	}
	// The number is trimmed × 10^zeros hundredths.
	shift, err := strconv.Atoi(exponent)
	if err != nil && exponent != "" {
		shift = 1 << 30 // beyond every bound, as the exponent is
		if exponent[0] == '-' {
			shift = -shift
		}
	}
	zeros := len(digits) - len(trimmed) - len(decimals) + 2 + shift
	switch {
	case zeros < 0:
		return problem.New(problem.Invalid, "two-decimals")
	case len(trimmed)+zeros > 18:
		return problem.New(problem.Invalid, "too-large", int64(mostHundredths/100))
	}
	n, err := strconv.ParseInt(sign+trimmed+strings.Repeat("0", zeros), 10, 64)
	*h = Hundredths(n)
	return err
}

// Validate names every bad field. That a name has one unit and one kind within its community is looked at by the store.
func (f *Figure) Validate(today calendar.Date) error {
	var c problem.Check
	filled(&c, f.Name, "/name")
	c.Want(!strings.ContainsAny(f.Name, ",/"), "/name", "comma-or-slash")
	filled(&c, f.Unit, "/unit")
	c.Want(known(FigureWords, f.Kind), "/kind", "unknown")
	c.Want(-mostHundredths <= f.Amount && f.Amount <= mostHundredths, "/amount", "too-large", int64(mostHundredths/100))
	took(&c, f.On, "/on", today)
	tags(&c, f.Tags)
	f.Noted.validate(&c)
	return c.Err()
}

// Row is what is counted, filtered or searched.
func (f *Figure) Row() []Column {
	return []Column{
		{"noted_on", f.On}, {"name", f.Name}, {"unit", f.Unit}, {"kind", string(f.Kind)}, {"amount", int64(f.Amount)},
		{"area_id", f.AreaID}, {"tags", f.Tags.Column()}, {"words", words(f.Name)},
	}
}

// Links are the area and the attachments of the figure.
func (f *Figure) Links() []Link {
	return slices.Concat(link(RoleArea, f.AreaID, f.On, "/area_id"), f.Noted.links())
}

// Warnings asks about personal details in free text.
func (f *Figure) Warnings() []Warning {
	return personal("名称", f.Name, "备注", string(f.Note), "标签", f.Tags.Column())
}
