package store

// FirstRunes returns the first n code points of a text, or all of a shorter one (T4).
func FirstRunes(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}
