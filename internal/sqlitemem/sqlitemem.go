// Package sqlitemem keeps SQLite from counting its memory. The count is one for
// all connections and has a lock, which every allocation takes twice: readers on
// two processors spent half of their time in it. Nobody reads the count. Other
// systems than Linux link otherwise, and go on counting.
package sqlitemem
