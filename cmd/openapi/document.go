package main
func document(string) ([]byte, error) { return nil,nil }
