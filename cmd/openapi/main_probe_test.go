package main
import ("testing";"encoding/json";"os";"time")
func TestProbe(t *testing.T){
 os.Chdir("../..")
 b:=time.Now()
 c,err:=readCode("api")
 if err!=nil{t.Fatal(err)}
 t.Log(time.Since(b))
 o,_:=json.MarshalIndent(c.swagger,""," ")
 os.WriteFile("/tmp/oa/sw2.json",o,0o644)
 t.Log(c.handlers)
}
