package store

import (
	"fmt"
	"strconv"
	"strings"
)

// What every agent_partner_number begins with, and the agent_user_number of an
// empty store (S10).
const (
	agentPartnerPrefix   = "271828"
	firstAgentUserNumber = 100000001
)

// agentNumber answers the next number of a side: 271828000001 and on for
// partners' agents, the largest numeric one + 1 for clients' (S10).
func (n *counters) agentNumber(side Side) (string, error) {
	if side == OfPartner {
		sequence, err := n.take(seqAgentPartnerNumber)
		return fmt.Sprintf("%s%06d", agentPartnerPrefix, sequence), err
	}
	if next, err := n.peek(seqAgentUserNumber); err != nil {
		return "", err
	} else if next == 1 { // no number has been given or imported
		n.next[seqAgentUserNumber] = firstAgentUserNumber
	}
	number, err := n.take(seqAgentUserNumber)
	return strconv.FormatInt(number, 10), err
}

// raiseAgentNumber makes new numbers of a side go on above one that was
// imported. What is no number that agentNumber could reach (other texts, more
// than 18 digits) does not count.
func (n *counters) raiseAgentNumber(side Side, number string) error {
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
	return n.raise(sequence, used)
}
