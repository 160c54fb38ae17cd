package document

import "testing"

// TestFormula moves formulas of a workbook in which row 4 of 表一 is written three times, and row 2 of It's me twice.
func TestFormula(t *testing.T) {
	m := movements{}
	m.add("表一", 4, 3)
	m.add("It's me", 2, 2)
	cell := func(sheet string, row, copy int) standing { return standing{sheet: sheet, row: row, copy: copy} }
	below, other, own := cell("表一", 9, 0), cell("表二", 4, 0), cell("表一", 4, 2)
	for _, c := range []struct {
		at         standing
		text, want string // a want that begins with ! is why it is refused
	}{
		{below, `SUM(C4:C4)`, `SUM(C4:C6)`},
		{below, `SUM($C$2:C$4,C4:D7)/B3*100%`, `SUM($C$2:C$6,C4:D9)/B3*100%`},
		{below, `B5+b10-$B$5`, `B7+B12-$B$7`},
		{below, `SUM(B:B)+SUM($1:$3)+SUM(3:4)`, `SUM(B:B)+SUM($1:$3)+SUM(3:6)`},
		{below, `SUM(B9:B2)`, `SUM(B11:B2)`},
		{below, `COUNTIF(A1:A1048576,"B5")`, `COUNTIF(A1:A1048576,"B5")`},
		{below, `LOG10(B5)&"A""9:B9"&名B5&_B5&B5.x&1.5E+5`, `LOG10(B7)&"A""9:B9"&名B5&_B5&B5.x&1.5E+5`},
		{below, `IF(B5=#N/A,#DIV/0!,#REF!)&B6#`, `IF(B7=#N/A,#DIV/0!,#REF!)&B8#`},
		{below, `T[[#This Row],[B5]:[B'[9]]+B5`, `T[[#This Row],[B5]:[B'[9]]+B7`},
		{below, `[1]表一!B5+'[a.xlsx]表一'!B5+B5`, `[1]表一!B5+'[a.xlsx]表一'!B5+B7`},
		{below, `'表一'!B5+表一!B5:B6+'表二'!B5+'It''s me'!A3+ABCD5`, `'表一'!B7+表一!B7:B8+'表二'!B5+'It''s me'!A4+ABCD5`},
		{below, `B4`, `!a reference to the row that is repeated`},
		{below, `SUM(B4)`, `!a reference to the row that is repeated`},
		{below, `SUM(B2:INDEX(B:B,9))`, `!a range that is reckoned`},
		{below, `SUM(B2 :B9)`, `!a range that is reckoned`},
		{below, `SUM(Jan:Mar!A1)`, `!a range that is reckoned`},
		{below, `SUM('一:三'!A1)`, `!a range of sheets`},
		{below, `offset(B5,1,0)`, `!OFFSET`},
		{below, `B1048576`, `!a reference over the edge`},
		{below, `"a`, `!a text without an end`},
		{below, `T[a`, `!a bracket without an end`},
		{other, `B4+B9+表一!B9`, `B4+B9+表一!B11`},
		{other, `OFFSET(A1,1,1)`, `OFFSET(A1,1,1)`},
		{other, `INDIRECT("x")`, `!INDIRECT`},
		{other, `OFFSET(表一!A1,1,1)`, `!OFFSET`},
		{other, `SUM(表一!B4)`, `!a reference to the row that is repeated`},
		{own, `C4/D4*100`, `C6/D6*100`},
		{own, `SUM(C4:E4)/SUM($C$4:$C$4)+$B$2+B:B`, `SUM(C6:E6)/SUM($C$4:$C$6)+$B$2+B:B`},
		{own, `D3+C4`, `!a reference to another row in the row that is repeated`},
		{own, `$C$4`, `!a reference to the row that is repeated`},
		{own, `SUM(C$4:C4)`, `!a reference to another row in the row that is repeated`},
		{own, `表二!C4`, `!a reference to another row in the row that is repeated`},
		{own, `表二!$C$4`, `表二!$C$4`},
		{standing{rule: ofName}, `表一!$A$1:$F$9,表一!$H:$H,$B$9`, `表一!$A$1:$F$11,表一!$H:$H,$B$9`},
		{standing{rule: ofName}, `表一!B9`, `!a relative reference`},
		{standing{rule: ofName}, `表一!$B$4`, `!a reference to the row that is repeated`},
		{standing{sheet: "表一", row: 4, rule: ofRange}, `AND(B4>0,B4<$B$9,$B$4>1)`, `AND(B4>0,B4<$B$11,$B$4>1)`},
		{standing{sheet: "表一", row: 9, rule: ofRange}, `B9>B10`, `B11>B12`},
		{standing{sheet: "表一", row: 2, rule: ofRange}, `B2>B1`, `B2>B1`},
		{standing{sheet: "表一", row: 2, rule: ofRange}, `B2>B9`, `!a relative reference`},
		{standing{sheet: "表二", row: 2, rule: ofRange}, `COUNTIF(表一!$A$1:$A$4,A2)`, `COUNTIF(表一!$A$1:$A$6,A2)`},
		{standing{rule: ofPlace}, `表一!B4`, `表一!B4`},
		{standing{rule: ofPlace}, `'表一'!B4:B5`, `'表一'!B4:B7`},
	} {
		got, why := m.formula(c.text, c.at)
		if why != "" {
			got = "!" + why
		}
		if got != c.want {
			t.Errorf("%s in %+v: %s, want %s", c.text, c.at, got, c.want)
		}
	}
}

func TestFilled(t *testing.T) {
	for _, c := range []struct {
		text          string
		rows, columns int
		want          string
	}{
		{"B2*$C2+C$1+$D$1", 3, 1, "C5*$C5+D$1+$D$1"},
		{"SUM(Z:Z,2:3)", 1, 1, "SUM(AA:AA,3:4)"},
		{"XFD1", 0, 1, "!a reference over the edge"},
		{"A1", -1, 0, "!a reference over the edge"},
		{"$A$1", -1, -1, "$A$1"},
	} {
		got, why := filled(c.text, c.rows, c.columns)
		if why != "" {
			got = "!" + why
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

// FuzzFormula: what a formula says is found anew in what is made of it, and nothing that does not move changes.
func FuzzFormula(f *testing.F) {
	for _, s := range []string{`SUM(C4:C4)+'a''b'!$B5`, `[1]x!A1:T[[#a],[b]]`, `"a""b"&#N/A&1E+5`, "$A:B,3:$4"} {
		f.Add(s, 4, 3)
	}
	f.Fuzz(func(t *testing.T, text string, row, times int) {
		if same, why := filled(text, 0, 0); same != text && why == "" {
			t.Errorf("%q became %q", text, same)
		}
		if row < 1 || row > 1000 || times < 1 || times > 1000 {
			return
		}
		m := movements{}
		m.add("x", row, times)
		moved, why := m.formula(text, standing{sheet: "x", row: 1, rule: ofPlace})
		if why != "" {
			return
		}
		before, _ := references(text)
		after, odd := references(moved)
		if odd != "" || len(before) != len(after) {
			t.Errorf("%q became %q: %s", text, moved, odd)
		}
	})
}
