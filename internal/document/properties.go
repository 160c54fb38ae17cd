package document

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// Custom properties (ECMA-376 part 1, §15.2.12.2): the part, its type and relation, and the set that all of them belong to.
const (
	propertiesPart  = "docProps/custom.xml"
	propertiesType  = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
	propertiesLink  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
	propertiesSet   = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
	noProperties    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"></Properties>`
	firstPropertyID = 2
	maxProperties   = 10_000
)

// Property is a custom property of a file: what Word and Excel show under its advanced properties. Names differ in more than case.
type Property struct{ Name, Value string }

// properties are those of an office file, and where they are stored or would be.
type properties struct {
	part          *filePart
	prefix        string // of its elements
	values        string // the namespace of what they hold
	list          []storedProperty
	types         *filePart // [Content_Types].xml
	links         *filePart // _rels/.rels
	typed, linked bool      // whether these name the part
	freeLink      string    // an id that no relation has
}

// storedProperty is a property in bytes of its part.
type storedProperty struct {
	Property
	Range
	id int
}

// Properties gives the file's custom properties; of one that is no text, a number, a day or yes or no, the value is empty.
func (f *File) Properties() (list []Property) {
	for _, p := range f.properties.list {
		list = append(list, p.Property)
	}
	return list
}

// readProperties reads the custom properties, and what it takes to add some.
func (f *File) readProperties(types []byte) error {
	p := &f.properties
	p.types = &filePart{"[Content_Types].xml", types}
	src, err := f.archive.read("_rels/.rels")
	if err != nil {
		return err
	}
	p.links = &filePart{"_rels/.rels", src}
	if err := p.readLinks(); err != nil {
		return err
	}
	links, err := f.archive.links("")
	if err != nil {
		return err
	}
	name := propertiesPart
	if parts := slices.Concat(to(links, "custom-properties"), to(links, "customProperties")); len(parts) > 0 {
		name, p.linked = parts[0], true
	}
	for n := 2; !p.linked && f.archive.has(name); n++ { // a part that nothing names
		name = "docProps/custom" + strconv.Itoa(n) + ".xml"
	}
	if p.part = (&filePart{name, []byte(noProperties)}); f.archive.has(name) {
		if p.part.src, err = f.archive.read(name); err != nil {
			return err
		}
	}
	if err := p.readTypes(); err != nil {
		return err
	}
	return p.read()
}

// readLinks looks for an id that is free.
func (p *properties) readLinks() error {
	used := map[string]bool{}
	s := newScanner(p.links.name, p.links.src)
	err := s.each(func(token) error {
		return s.each(func(token) error {
			id, _ := s.attr(spaceNone, "Id")
			used[id] = true
			return nil
		})
	})
	for n := 1; p.freeLink == "" || used[p.freeLink]; n++ {
		p.freeLink = "rId" + strconv.Itoa(n)
	}
	return err
}

// readTypes tells whether the part has a type.
func (p *properties) readTypes() error {
	s := newScanner(p.types.name, p.types.src)
	return s.each(func(token) error {
		return s.each(func(token) error {
			name, _ := s.attr(spaceNone, "PartName")
			p.typed = p.typed || strings.EqualFold(name, "/"+p.part.name)
			return nil
		})
	})
}

func (p *properties) read() error {
	s := newScanner(p.part.name, p.part.src)
	return s.each(func(root token) error {
		if !root.is(spaceProperties, "Properties") {
			return s.fail("no properties")
		}
		p.prefix, p.values = string(root.prefix), "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
		if strict := "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"; bytes.Contains(p.part.src, []byte(strict)) {
			p.values = strict
		}
		return s.each(func(t token) error {
			if !t.is(spaceProperties, "property") {
				return nil
			}
			if len(p.list) >= maxProperties {
				return &FileError{Code: ErrTooLarge.Code, Part: p.part.name, Detail: "too many properties"}
			}
			var one storedProperty
			one.Name, _ = s.attr(spaceNone, "name")
			one.id, _ = s.number(spaceNone, "pid")
			err := s.each(func(token) error {
				value, err := s.text(nil)
				one.Value = string(value)
				return err
			})
			one.Range = Range{t.from, s.at}
			p.list = append(p.list, one)
			return err
		})
	})
}

// set notes that the file is to have these properties beside those of other names. Of two of one name the last counts.
func (p *properties) set(e *edits, list []Property) error {
	list, err := distinct(list)
	if err != nil || len(list) == 0 {
		return err
	}
	used := map[int]bool{}
	for _, old := range p.list {
		used[old.id] = true
	}
	free := func() int {
		id := firstPropertyID
		for used[id] {
			id++
		}
		used[id] = true
		return id
	}
	var added []Property
	for _, one := range list {
		id := 0
		for _, old := range p.list {
			switch {
			case !strings.EqualFold(old.Name, one.Name):
			case id == 0:
				if id = old.id; id < firstPropertyID {
					id = free()
				}
				e.put(p.part, old.From, old.To, p.element(id, one))
			default:
				e.put(p.part, old.From, old.To, nil)
			}
		}
		if id == 0 {
			added = append(added, one)
		}
	}
	return p.add(e, added, free)
}

// add writes properties behind those that there are, and names the part where nothing does.
func (p *properties) add(e *edits, added []Property, free func() int) error {
	err := e.append(p.part, func(string) string {
		var b strings.Builder
		for _, one := range added {
			b.Write(p.element(free(), one))
		}
		return b.String()
	})
	if err == nil && !p.typed {
		err = e.append(p.types, func(prefix string) string { return propertiesOverride(prefix, p.part.name) })
	}
	if err == nil && !p.linked {
		err = e.append(p.links, func(prefix string) string { return propertiesRelation(prefix, p.freeLink, p.part.name) })
	}
	return err
}

// written gives the part for a new file, none for no properties.
func written(list []Property) ([]byte, error) {
	p := properties{part: &filePart{propertiesPart, []byte(noProperties)}, typed: true, linked: true}
	e := newEdits()
	if err := p.read(); err != nil {
		return nil, err
	}
	if err := p.set(e, list); err != nil || len(e.parts) == 0 {
		return nil, err
	}
	return p.part.with(e.parts[p.part])
}

// distinct gives the properties with the characters that XML can hold, the last of each name.
func distinct(list []Property) (kept []Property, err error) {
	for _, one := range list {
		one.Name, one.Value = strings.TrimSpace(clean(one.Name)), fit(one.Value)
		if one.Name == "" {
			return nil, &FileError{Code: ErrChange.Code, Part: propertiesPart, Detail: "a property without a name"}
		}
		kept = slices.DeleteFunc(kept, func(other Property) bool { return strings.EqualFold(other.Name, one.Name) })
		kept = append(kept, one)
	}
	return kept, nil
}

// element gives the element of a property. It says itself what vt is, since the part need not.
func (p *properties) element(id int, one Property) []byte {
	return []byte("<" + p.prefix + `property fmtid="` + propertiesSet + `" pid="` + strconv.Itoa(id) + `" name="` + escapeXML(one.Name) + `"><vt:lpwstr xmlns:vt="` +
		p.values + `">` + markup.Replace(one.Value) + "</vt:lpwstr></" + p.prefix + "property>")
}

func propertiesOverride(prefix, part string) string {
	return "<" + prefix + `Override PartName="/` + part + `" ContentType="` + propertiesType + `"/>`
}

func propertiesRelation(prefix, id, part string) string {
	return "<" + prefix + `Relationship Id="` + id + `" Type="` + propertiesLink + `" Target="` + part + `"/>`
}
