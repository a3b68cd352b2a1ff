package userside

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"partnerapi/store"
)

// once does what a request asks for, and answers with its Id; what was done under
// the same request_id is answered as it was then.
func (c *Call) once(r store.Request, do func() (int64, error)) (Answer, error) {
	answer, err := int64(0), error(nil)
	if r.ID == "" {
		answer, err = do()
	} else {
		answer, err = c.Tx.Once(r, do)
	}
	return answerID(answer), asRequest(err)
}

// asRequest names request_id where another call has it.
func asRequest(err error) error {
	if errors.Is(err, store.ErrOtherRequest) {
		return about("request_id", err)
	}
	return err
}

// digest stands for the values of a call: equal ones have the same.
func digest(values ...any) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", values))
	return sum[:]
}
