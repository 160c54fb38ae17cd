package report

var passages = map[string]func(){}
