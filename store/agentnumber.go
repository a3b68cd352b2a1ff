package store

import (
	"fmt"
	"strconv"
	"strings"

	"partnerapi/store/internal/db"
)

// The first digits of every agent_partner_number, and the first agent_user_number of an
// empty store (S10).
const (
	agentPartnerPrefix   = "271828"
	firstAgentUserNumber = 100000001
)

// agentNumber returns the next number of a side: 271828000001 and on for
// partners' agents, the largest numeric one + 1 for clients' (S10).
func agentNumber(ids db.Counters, side Side) (string, error) {
	if side == OfPartner {
		sequence, err := ids.Take(seqAgentPartnerNumber)
		return fmt.Sprintf("%s%06d", agentPartnerPrefix, sequence), err
	}
	next, err := ids.Peek(seqAgentUserNumber)
	if err != nil {
		return "", err
	}
	if next == 1 { // no number has been given or imported
		if err := ids.Raise(seqAgentUserNumber, firstAgentUserNumber-1); err != nil {
			return "", err
		}
	}
	number, err := ids.Take(seqAgentUserNumber)
	return strconv.FormatInt(number, 10), err
}

// raiseAgentNumber makes the new numbers of a side continue above an imported one. Texts
// that agentNumber can never return (not all digits, or more than 18) have no effect.
func raiseAgentNumber(ids db.Counters, side Side, number string) error {
	sequence := seqAgentUserNumber
	if side == OfPartner {
		digits, ok := strings.CutPrefix(number, agentPartnerPrefix)
		if !ok {
			return nil
		}
		sequence, number = seqAgentPartnerNumber, digits
	}
	if number == "" || len(number) > 18 || strings.Trim(number, "0123456789") != "" {
		return nil
	}
	used, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return fmt.Errorf("agent number: %w", err)
	}
	return ids.Raise(sequence, used)
}
