package document

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// extensions is how the end of a file's name looks.
var extensions = regexp.MustCompile(`^[a-z0-9]{1,5}$`)

const longestName = 200 // bytes; with an extension it stays below the 255 of every file system

// Disposition gives the value of Content-Disposition that offers a file of that name for saving (RFC 6266, RFC 8187). The name
// comes without extension and from anybody: what a path, a shell or the eye could stumble over is left out. format is the extension.
func Disposition(name, format string) string {
	extension := ""
	if extensions.MatchString(format) {
		extension = "." + format
	}
	name = FileName(name)
	ascii := fileName(name, func(c rune) bool { return c < utf8.RuneSelf && c != '%' })
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, ascii+extension, percent(name+extension))
}

// FileName gives a name that is fit for a file, without extension.
func FileName(name string) string {
	return fileName(name, func(c rune) bool { return unicode.IsGraphic(c) && c != utf8.RuneError })
}

// fileName keeps the runes that are wanted and that every file system allows.
func fileName(name string, want func(rune) bool) string {
	name = strings.Map(func(c rune) rune {
		if !want(c) || strings.ContainsRune(`/\:*?"<>|`, c) {
			return -1
		}
		return c
	}, name)
	name = strings.TrimLeftFunc(name, outer)
	end := min(len(name), longestName)
	for end < len(name) && !utf8.RuneStart(name[end]) {
		end--
	}
	if name = strings.TrimRightFunc(name[:end], outer); name == "" {
		return "document"
	}
	return name
}

// outer tells whether the rune may not be the first or the last of a file's name.
func outer(c rune) bool { return c == '.' || unicode.IsSpace(c) }

// percent encodes an ext-value of RFC 8187.
func percent(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c < utf8.RuneSelf && (unicode.IsLetter(rune(c)) || unicode.IsDigit(rune(c)) || strings.IndexByte("!#$&+-.^_`|~", c) >= 0) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
