package document

import "slices"

// alternatives reads the first branch that holds text; the others say the same to older programs, and are to change with it.
func (r *wordReader) alternatives(visit func(token) error) error {
	read, first, last := false, 0, 0
	return r.each(func(token) error {
		if read {
			return r.again(visit, r.lines[first:last])
		}
		first = len(r.lines)
		size := len(r.text)
		err := r.each(visit)
		last = len(r.lines)
		read = last > first || len(r.text) > size
		return err
	})
}

// again reads a branch that repeats those lines, and notes their copies.
func (r *wordReader) again(visit func(token) error, lines []fileLine) error {
	outer, para, text, run, fields := r.lines, r.para, r.text, r.run, r.fields
	r.lines, r.para, r.text = nil, &wordParagraph{runs: make([]wordRun, 1)}, nil
	r.run, r.fields = 0, nil
	r.copies++
	err := r.each(visit)
	r.copies--
	for _, c := range r.lines {
		const ahead = 64 // paragraphs that one branch may have more than the other
		near := lines[:min(ahead, len(lines))]
		if i := slices.IndexFunc(near, func(l fileLine) bool { return l.text == c.text }); i >= 0 {
			lines[i].copies = append(lines[i].copies, c.copies...)
			lines = lines[i+1:]
		}
	}
	r.lines, r.para, r.text, r.run, r.fields = outer, para, text, run, fields
	return err
}
