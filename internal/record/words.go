package record

import "slices"

// Word is a kind, status or other code of a closed list, beside its Chinese word.
type Word[K ~string] struct {
	Kind K
	Word string
}

// WordOf is the Chinese word of a code; one that the list lacks speaks for itself.
func WordOf[K ~string](words []Word[K], k K) string {
	if i := place(words, k); i >= 0 {
		return words[i].Word
	}
	return string(k)
}

// known reports whether the list has the code.
func known[K ~string](words []Word[K], k K) bool { return place(words, k) >= 0 }

func place[K ~string](words []Word[K], k K) int {
	return slices.IndexFunc(words, func(w Word[K]) bool { return w.Kind == k })
}
