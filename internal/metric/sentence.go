package metric

import (
	"strings"

	"shuzhi/internal/record"
)

// Sentence says in Chinese how the number is counted.
func (d *Definition) Sentence() string {
	s := d.From()
	what := d.which() + s.Word
	if d.Source == Figures {
		return what + "：发生数按日期累加；现有数取各组织、各区域截至末日的最近一次，再相加。"
	}
	day := d.Day()
	if day == nil {
		return "统计期末日（末日未到的为今天）的" + what + "数。"
	}
	what += "，按" + day.Word + "计，"
	switch sum, named := d.Sum(), d.Distinct(); {
	case d.Aggregate == Rate:
		what += "其中" + s.words(d.Share) + "的占比（按今天的状态）。"
	case sum != nil:
		what += "合计" + sum.Word + "。"
	case named != nil && d.Also != nil:
		also := d.Also.From()
		what += "连同" + also.Word + "（按" + d.Also.Day().Word + "），其中的" + named.Word + "不重复计数。"
	case named != nil:
		what += "其中的" + named.Word + "不重复计数。"
	default:
		what += "一条记录计一" + s.Unit + "。"
	}
	if d.Alone {
		what += "只计所查组织自己的，不含下级。"
	}
	return what
}

// which is the conditions, to be followed by the word of the source.
func (d *Definition) which() string {
	s := d.From()
	which := s.words(d.Where)
	if len(d.Or) > 0 {
		which += "，或" + s.words(d.Or)
	}
	if len(d.And) > 0 {
		which = strings.TrimPrefix(which+"，且"+s.words(d.And), "，且")
	}
	if which != "" {
		which += "的"
	}
	return which
}

// words are the conditions of a filter in the order of the source's fields.
func (s *Source) words(f Filter) string {
	var all []string
	for _, field := range s.Fields {
		if values, asked := f[field.Name]; asked {
			all = append(all, field.words(values))
		}
	}
	return strings.Join(all, "、")
}

func (f *Field) words(values []string) string {
	names := make([]string, len(values))
	for i, value := range values {
		if names[i] = record.WordOf(f.Values, value); f.Values == nil {
			names[i] = "「" + value + "」"
		}
	}
	switch list := strings.Join(names, "、"); f.Sort {
	case Flag:
		if values[0] == "false" {
			return "非" + f.Word
		}
		return f.Word
	case Place:
		return "在所限" + f.Word + "内"
	case Many:
		return f.Word + "有" + list
	default:
		return f.Word + "为" + list
	}
}
