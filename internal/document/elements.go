package document

import "strconv"

// attr gives an attribute of the start tag just read; one without a prefix is in spaceNone.
func (s *scanner) attr(in space, name string) (value string, ok bool) {
	for _, a := range s.attrs {
		prefix, local := divide(s.src[a.name:a.equals])
		if string(local) == name && (len(prefix) == 0 && in == spaceNone || len(prefix) > 0 && s.resolve(prefix) == in) {
			return string(unescape(nil, s.src[a.value:a.to])), true
		}
	}
	return "", false
}

// number gives an attribute that holds a whole number from 0 on.
func (s *scanner) number(in space, name string) (n int, ok bool) {
	value, _ := s.attr(in, name)
	n, err := strconv.Atoi(value)
	return n, err == nil && n >= 0 && n <= 1<<30
}

// each calls visit for each element in the one that was opened last, or in the part, up to its end; what visit leaves unread is passed over.
func (s *scanner) each(visit func(t token) error) error {
	depth := len(s.open)
	for {
		t, err := s.next()
		switch {
		case err != nil:
			return err
		case t.kind == tokenEnd || len(s.open) < depth:
			return nil
		case t.kind == tokenOpen:
			if err := visit(t); err != nil {
				return err
			}
			for len(s.open) > depth {
				if _, err := s.next(); err != nil {
					return err
				}
			}
		}
	}
}

// within calls visit for each element in the one that was opened last, however deep.
func (s *scanner) within(visit func(t token) error) error {
	return s.each(func(t token) error {
		depth := len(s.open)
		if err := visit(t); err != nil || len(s.open) < depth { // it may have read up to the end
			return err
		}
		return s.within(visit)
	})
}

// text gives the characters in the element that was opened last, up to its end.
func (s *scanner) text(buf []byte) ([]byte, error) {
	depth := len(s.open)
	for {
		t, err := s.next()
		switch {
		case err != nil || len(s.open) < depth:
			return buf, err
		case t.kind == tokenText && len(s.open) == depth:
			buf = unescape(buf, s.src[t.from:t.to])
		case t.kind == tokenCDATA && len(s.open) == depth:
			buf = append(buf, s.src[t.from:t.to]...)
		}
	}
}

// preserves tells whether blanks at the ends of the element opened last are text.
func (s *scanner) preserves() bool { return s.open[len(s.open)-1].preserve }
