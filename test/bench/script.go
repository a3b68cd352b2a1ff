package main

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// countErrors makes wrk say what process.load reads.
const countErrors = `done = function(summary)
  local e = summary.errors
  io.write(string.format("requests=%d seconds=%f errors=%d\n", summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout))
end
`

// numbered puts a value that no other request has, whichever thread or round sends
// it, in the place of {once}.
const numbered = `local threads, sent = 0, 0
setup = function(thread)
  threads = threads + 1
  thread:set("thread", threads)
end
request = function()
  sent = sent + 1
  return wrk.format(nil, nil, nil, (string.gsub(wrk.body, "{once}", string.format("%d-%%d-%%d", thread, sent))))
end
`

// script is what wrk runs to send a body.
func (b body) script() string {
	var s strings.Builder
	if b.login != "" {
		fmt.Fprintf(&s, "wrk.headers[\"Authorization\"] = \"Basic %s\"\n", base64.StdEncoding.EncodeToString([]byte(b.login)))
	}
	if b.request != nil {
		kind := b.kind
		if kind == "" {
			kind = "text/xml; charset=utf-8"
		}
		fmt.Fprintf(&s, "wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = %q\nwrk.body = [==[%s]==]\n", kind, b.request)
	}
	if b.once {
		fmt.Fprintf(&s, numbered, time.Now().UnixNano())
	}
	s.WriteString(countErrors)
	return s.String()
}
