package record

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func ptr[T any](v T) *T { return &v }

var (
	anOrg = Org{Header: Header{ID: id(1)}, Kind: Community, Name: "青山社区党总支"}
	owned = Owned{OrgID: id(1)}
	aFile = Attachment{Name: "签到表.pdf", MediaType: "application/pdf", Size: 1, SHA256: strings.Repeat("9f", 32)}
)

// Every kind of record: a good one, and one with every field bad that can be.
func TestValidate(t *testing.T) {
	twice, blank := IDs{id(7), id(7)}, Strings{"a", " ", "a"}
	noted := Noted{AttachmentIDs: twice}
	for name, c := range map[string]struct {
		is   Record
		want string
	}{
		"activity": {&Activity{Owned: owned, Kind: Visit, Topic: "t", HeldOn: today, Tags: Strings{"反诈宣传"}}, ""},
		"activity, bad": {&Activity{Owned: owned, Kind: "x", AlsoKinds: ActivityKinds{"y", Visit, Visit}, HeldOn: today + 1, ForYear: ptr(2021), JointOrgIDs: IDs{id(1)}, Tags: blank, Noted: noted},
			"/kind:unknown /also_kinds/0:unknown /also_kinds/2:repeated /held_on:future /for_year:not-the-year-before /joint_org_ids/0:own-organisation /tags/1:required /tags/2:repeated /attachment_ids/1:repeated"},
		"org":                      {&anOrg, ""},
		"org, closing":             {&Org{Kind: Branch, Name: "第一党支部", ParentID: id(1), Since: 20200701, ClosedOn: 20250101, TermEndsOn: 20280101, RemitShare: ShareOf(0)}, ""},
		"org, closed as it opened": {&Org{Kind: Group, Name: "g", Since: today, ClosedOn: today}, ""},
		"org, bad": {&Org{Header: Header{ID: id(1)}, Kind: "party", Name: " ", ParentID: id(1), Tags: blank, CommitteeIDs: twice, RemitShare: ShareOf(101), Since: today + 1, ClosedOn: today, Noted: noted},
			"/kind:unknown /name:required /parent_id:own-descendant /tags/1:required /tags/2:repeated /committee_ids/1:repeated /remit_share:maximum /since:future /closed_on:before-since /attachment_ids/1:repeated"},
		"area":                   {&Area{Owned: owned, Kind: Precinct, Name: "东片区"}, ""},
		"area, below":            {&Area{Owned: owned, Kind: Building, Name: "3栋", ParentID: id(2), Since: 20200101}, ""},
		"area, bad":              {&Area{Owned: owned, Kind: Grid, Since: today + 1, ClosedOn: 20200101, Noted: noted}, "/name:required /parent_id:required /since:future /closed_on:before-since /attachment_ids/1:repeated"},
		"area, precinct below":   {&Area{Owned: owned, Kind: Precinct, Name: "p", ParentID: id(2)}, "/parent_id:precinct-has-no-parent"},
		"area, unknown":          {&Area{Owned: owned, Kind: "street", Name: "p"}, "/kind:unknown"},
		"person":                 {&Person{Owned: owned, Name: "李明", Kind: Member, InService: true, Since: today, LeftOn: 20240101, Roles: Strings{"网格员"}}, ""},
		"person, bad":            {&Person{Owned: owned, Kind: "x", Since: today + 1, LeftOn: today, Roles: blank, Tags: blank, Noted: noted}, "/name:required /kind:unknown /since:future /left_on:before-since /roles/1:required /roles/2:repeated /tags/1:required /tags/2:repeated /attachment_ids/1:repeated"},
		"partner":                {&Partner{Owned: owned, Name: "市第三人民医院"}, ""},
		"partner, bad":           {&Partner{Owned: owned, Kind: "x", Since: today + 1, LeftOn: today, Tags: blank, Noted: noted}, "/name:required /kind:unknown /since:future /left_on:before-since /tags/1:required /tags/2:repeated /attachment_ids/1:repeated"},
		"wish":                   {&Wish{Owned: owned, Content: "收音机", RegisteredOn: 20230301, FulfilledOn: today, HelperIDs: IDs{id(3)}}, ""},
		"wish, bad":              {&Wish{Owned: owned, RegisteredOn: today + 1, FulfilledOn: today + 2, HelperIDs: twice, PartnerIDs: twice, Noted: noted}, "/content:required /registered_on:future /partner_ids/1:repeated /helper_ids/1:repeated /fulfilled_on:future /attachment_ids/1:repeated"},
		"wish, too soon":         {&Wish{Owned: owned, Content: "c", RegisteredOn: 20230301, FulfilledOn: 20230228}, "/fulfilled_on:before-the-first-day"},
		"grid event":             {&GridEvent{Owned: owned, Type: Demand, Title: "灯不亮", ReportedOn: 20230301, ResolvedOn: 20230301, Source: FromPatrol}, ""},
		"grid event, bad":        {&GridEvent{Owned: owned, Type: "x", Source: "y", ResolvedOn: today + 1, Tags: blank, Noted: noted}, "/type:unknown /title:required /source:unknown /reported_on:required /resolved_on:future /tags/1:required /tags/2:repeated /attachment_ids/1:repeated"},
		"grid event, too soon":   {&GridEvent{Owned: owned, Type: Hazard, Title: "t", ReportedOn: 20230301, ResolvedOn: 20230228}, "/resolved_on:before-the-first-day"},
		"payment":                {&Payment{Owned: owned, PersonID: id(3), Month: 202312, AmountFen: 20, PaidOn: today}, ""},
		"payment, a year ahead":  {&Payment{Owned: owned, PersonID: id(3), Month: 202412, AmountFen: 1, PaidOn: today}, ""},
		"payment, bad":           {&Payment{Owned: owned, AmountFen: 0, PaidOn: today + 1, Noted: noted}, "/person_id:required /month:required /amount_fen:minimum /paid_on:future /attachment_ids/1:repeated"},
		"payment, too far":       {&Payment{Owned: owned, PersonID: id(3), Month: 202501, AmountFen: mostFen + 1, PaidOn: today}, "/amount_fen:maximum /month:too-far-ahead"},
		"remittance":             {&Remittance{Owned: owned, AmountFen: mostFen, RemittedOn: today}, ""},
		"remittance, bad":        {&Remittance{Owned: owned, AmountFen: -1, Noted: noted}, "/amount_fen:minimum /remitted_on:required /attachment_ids/1:repeated"},
		"rectification":          {&Rectification{Owned: owned, Year: 2024, Problem: "p", DueOn: 20250630, DoneOn: today}, ""},
		"rectification, bad":     {&Rectification{Owned: owned, Year: 2025, DoneOn: today + 1, Noted: noted}, "/year:future /problem:required /done_on:future /attachment_ids/1:repeated"},
		"rectification, no year": {&Rectification{Owned: owned, Problem: "p"}, "/year:minimum"},
		"figure":                 {&Figure{Owned: owned, Name: "阵地", Unit: "平方米", Kind: FigureStock, Amount: -5, On: today}, ""},
		"figure, bad":            {&Figure{Owned: owned, Name: "a,b", Kind: "x", Amount: mostHundredths + 1, On: today + 1, Tags: blank, Noted: noted}, "/name:comma-or-slash /unit:required /kind:unknown /amount:too-large /on:future /tags/1:required /tags/2:repeated /attachment_ids/1:repeated"},
		"attachment":             {&aFile, ""},
		"attachment, bad":        {&Attachment{MediaType: "text/html", Size: LargestAttachment + 1, SHA256: "zz"}, "/name:required /media_type:unknown /size:maximum /sha256:unknown"},
	} {
		if got := faults(t, c.is.Validate(today)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
	if got := faults(t, (&AssessedDues{Year: 1899, MonthlyFen: -1}).Validate()); got != "/year:unknown /monthly_fen:minimum" {
		t.Error(got)
	}
	if err := (&AssessedDues{Year: 2023}).Validate(); err != nil {
		t.Error(err)
	}
}

// A row fills exactly the columns that the tables have for it, in their order.
func TestRow(t *testing.T) {
	sql, err := os.ReadFile("../store/migrations/0001_books.sql")
	if err != nil {
		t.Fatal(err)
	}
	for table, c := range map[string]struct {
		is     Record
		stores string // columns that the store fills
	}{
		"activities": {new(Activity), ""}, "orgs": {new(Org), "path community_id"}, "areas": {new(Area), "path"}, "people": {new(Person), ""},
		"partners": {new(Partner), ""}, "wishes": {new(Wish), ""}, "grid_events": {new(GridEvent), ""}, "payments": {new(Payment), ""},
		"remittances": {new(Remittance), ""}, "rectifications": {new(Rectification), ""}, "figures": {new(Figure), ""}, "attachments": {new(Attachment), "uploader"},
	} {
		m := regexp.MustCompile(`(?s)CREATE TABLE ` + table + ` \(.*?body TEXT NOT NULL,\s*(.*?)\);`).FindSubmatch(sql)
		if m == nil {
			t.Fatalf("no table %s", table)
		}
		var want, got []string
		for _, column := range strings.Split(string(m[1]), ",") {
			if name := strings.Fields(column)[0]; !strings.Contains(" "+c.stores+" ", " "+name+" ") {
				want = append(want, name)
			}
		}
		for _, column := range c.is.Row() {
			got = append(got, column.Name)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", table, got, want)
		}
	}
}

func TestLinks(t *testing.T) {
	for name, c := range map[string]struct {
		is   interface{ Links() []Link }
		want string
	}{
		"org":        {&Org{ParentID: id(2), SecretaryID: id(3), CommitteeIDs: IDs{id(4)}}, "parent 2 /parent_id, secretary 3 /secretary_id, committee 4 /committee_ids/0"},
		"area":       {&Area{ParentID: id(2), Noted: Noted{IDs{id(9)}}}, "parent 2 /parent_id, attachment 9 /attachment_ids/0"},
		"wish":       {&Wish{AreaID: id(2), BeneficiaryID: id(3), HelperIDs: IDs{id(4)}, PartnerIDs: IDs{id(5)}, RegisteredOn: 20230301}, "area 2 /area_id 2023-03-01, beneficiary 3 /beneficiary_id, helper 4 /helper_ids/0, partner 5 /partner_ids/0"},
		"fulfilled":  {&Wish{BeneficiaryID: id(3), HelperIDs: IDs{id(4)}, FulfilledOn: 20230309}, "beneficiary 3 /beneficiary_id 2023-03-09, helper 4 /helper_ids/0 2023-03-09"},
		"payment":    {&Payment{PersonID: id(3), PaidOn: today}, "payer 3 /person_id 2023-12-20"},
		"figure":     {&Figure{AreaID: id(2), On: today}, "area 2 /area_id 2023-12-20"},
		"moved":      {&Person{EnteredOrgID: id(6)}, "transfer 6 /entered_org_id"},
		"claim":      {ptr(Claim{HelperIDs: IDs{id(4)}}.Step()), "claimer 4 /helper_ids/0"},
		"fulfilment": {ptr(Fulfilment{HelperIDs: IDs{id(4)}}.Step()), "helper 4 /helper_ids/0"},
		"transition": {ptr(Transition{HandlerID: id(4)}.Step()), "handler 4 /handler_id"},
		"transfer":   {ptr(Transfer{ToOrgID: id(6)}.Step()), "transfer 6 /to_org_id"},
		"attachment": {&aFile, ""},
	} {
		var found []string
		for _, l := range c.is.Links() {
			said := string(l.Role) + " " + string('0'+l.Target[15]) + " " + l.Pointer
			found = append(found, strings.TrimSpace(said+" "+l.Day.String()))
		}
		if got := strings.Join(found, ", "); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
	if anOrg.Org() != anOrg.ID {
		t.Error("an organisation does not hold itself")
	}
}

func TestWarnings(t *testing.T) {
	const personal = "looks-personal"
	for name, c := range map[string]struct {
		is   Warner
		want string
	}{
		"activity":            {&Activity{Topic: "联系13812345678", Summary: "110101199003078888"}, personal},
		"clean":               {&Activity{Topic: "第12345678901234567890号文件，2023年"}, ""},
		"wish":                {&Wish{Content: "身份证11010119900307888X。"}, personal},
		"grid event":          {&GridEvent{Description: "电话：13812345678"}, personal},
		"rectification":       {&Rectification{Owner: "张伟13812345678"}, personal},
		"figure":              {&Figure{Note: "13812345678"}, personal},
		"person":              {&Person{Tags: Strings{"13812345678"}}, personal},
		"payment":             {&Payment{AmountFen: largeFen - 1, Month: 202306, PaidOn: today}, ""},
		"payment, large":      {&Payment{AmountFen: largeFen, Month: 202312, PaidOn: today}, "large-dues"},
		"payment, marked":     {&Payment{AmountFen: largeFen, Month: 202312, PaidOn: today, Large: true}, ""},
		"payment, late":       {&Payment{AmountFen: 1, Month: 202305, PaidOn: today}, "late-dues"},
		"payment, large late": {&Payment{AmountFen: largeFen, Month: 202212, PaidOn: today}, "large-dues late-dues"},
	} {
		if got := rules(c.is.Warnings()); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	if got := (&Activity{Topic: "13812345678", Place: "13812345678"}).Warnings()[0].Detail; !strings.HasPrefix(got, "主题、地点中有") {
		t.Error(got)
	}
	if InServiceDues().Rule != "in-service-dues" {
		t.Error("the store's own warning has no rule")
	}
}

func TestRemittanceYear(t *testing.T) {
	r := Remittance{RemittedOn: 20240105}
	if r.Year() != 2024 {
		t.Error(r.Year())
	}
	if r.ForYear = ptr(2023); r.Year() != 2023 {
		t.Error(r.Year())
	}
}

func TestRectificationFollows(t *testing.T) {
	r := Rectification{Year: 2023}
	for done, want := range map[bool]RectificationStatus{false: RectificationOpen, true: RectificationDone} {
		if r.DoneOn = 0; done {
			r.DoneOn = today
		}
		if err := r.Follow(r.FirstSteps(), today); err != nil || r.Status != want {
			t.Errorf("done %v: %q, %v", done, r.Status, err)
		}
	}
	if r.CountedOn() != 20230101 {
		t.Error(r.CountedOn())
	}
}

// Every closed list names each code once, with a word.
func TestWords(t *testing.T) {
	eachWord(t, ActivityWords)
	eachWord(t, OrgWords)
	eachWord(t, AreaWords)
	eachWord(t, PersonWords)
	eachWord(t, PartnerWords)
	eachWord(t, WishStatusWords)
	eachWord(t, GridEventTypeWords)
	eachWord(t, GridEventSourceWords)
	eachWord(t, GridEventStatusWords)
	eachWord(t, RectificationStatusWords)
	eachWord(t, FigureWords)
	eachWord(t, StageWords)
	eachWord(t, StepSortWords)
	if WordOf(AreaWords, Grid) != "网格" || WordOf(AreaWords, "x") != "x" {
		t.Error("WordOf does not find the word")
	}
	for kind, parent := range map[AreaKind]AreaKind{Precinct: "", Grid: Precinct, Building: Grid, "x": ""} {
		if kind.Parent() != parent {
			t.Errorf("above %q: %q", kind, kind.Parent())
		}
	}
}

func eachWord[K ~string](t *testing.T, list []Word[K]) {
	t.Helper()
	codes, said := map[K]bool{}, map[string]bool{}
	for _, w := range list {
		if w.Kind == "" || w.Word == "" || codes[w.Kind] || said[w.Word] {
			t.Errorf("%T: %q %q stands twice, or lacks something", list, w.Kind, w.Word)
		}
		codes[w.Kind], said[w.Word] = true, true
	}
	inGlossary(t, list)
}

// The glossary says each code beside the same word.
func inGlossary[K ~string](t *testing.T, list []Word[K]) {
	t.Helper()
	page, err := os.ReadFile("../../docs/glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range list {
		if !strings.Contains(string(page), "| `"+string(w.Kind)+"` | "+w.Word+" |") {
			t.Errorf("the glossary lacks %s %s", w.Kind, w.Word)
		}
	}
}
