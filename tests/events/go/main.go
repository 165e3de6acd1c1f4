// judge: has Go's sumdb/note and sumdb/tlog, unmodified, judge notes and proofs
// that write_cases made. What is good must be accepted, what is bad refused,
// and good proofs must be, hash for hash, the ones that tlog makes itself.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type judge struct {
	verifier note.Verifier
	stored   []tlog.Hash // as tlog stores a tree
	leaves   int64
	counts   map[string]int
}

func (j *judge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		out = append(out, j.stored[i])
	}
	return out, nil
}

func (j *judge) grow(n int64) error {
	for i := int64(0); i < n; i++ {
		hashes, err := tlog.StoredHashes(i, []byte(fmt.Sprintf("event %d", i)), j)
		if err != nil {
			return err
		}
		j.stored = append(j.stored, hashes...)
	}
	j.leaves = n
	return nil
}

func number(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) }

func hash(s string) (h tlog.Hash, err error) {
	b, err := hex.DecodeString(s)
	if err == nil && len(b) != len(h) {
		err = fmt.Errorf("%d bytes are no hash", len(b))
	}
	copy(h[:], b)
	return h, err
}

func hashes(s string) ([]tlog.Hash, error) {
	out := []tlog.Hash{}
	if s == "-" {
		return out, nil
	}
	for _, part := range strings.Split(s, ",") {
		h, err := hash(part)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

func same(a, b []tlog.Hash) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// opens says whether Go opens the note and finds its own root in it.
func (j *judge) opens(text string) (bool, error) {
	msg, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return false, err
	}
	n, err := note.Open(msg, note.VerifierList(j.verifier))
	if err != nil {
		return false, nil
	}
	lines := strings.Split(n.Text, "\n")
	size, err := number(lines[1])
	if err != nil {
		return false, err
	}
	said, err := tlog.ParseHash(lines[2])
	if err != nil {
		return false, err
	}
	root, err := tlog.TreeHash(size, j)
	if err != nil {
		return false, err
	}
	if lines[0] != j.verifier.Name() || said != root {
		return false, fmt.Errorf("the checkpoint opens but says another origin or root")
	}
	return true, nil
}

// proves says whether Go accepts the proof of a "record" or "tree" line, and
// for a good one compares it with tlog's own.
func (j *judge) proves(f []string) (bool, error) {
	size, err1 := number(f[2])
	root, err2 := hash(f[3])
	n, err3 := number(f[4])
	h, err4 := hash(f[5])
	p, err5 := hashes(f[6])
	for _, err := range []error{err1, err2, err3, err4, err5} {
		if err != nil {
			return false, err
		}
	}
	var refusal error
	var own []tlog.Hash
	var err error
	if f[0] == "record" {
		refusal = tlog.CheckRecord(p, size, root, n, h)
		own, err = tlog.ProveRecord(size, n, j)
	} else {
		refusal = tlog.CheckTree(p, size, root, n, h)
		own, err = tlog.ProveTree(size, n, j)
	}
	if err != nil {
		return false, err
	}
	if f[1] == "good" && !same(p, own) {
		return false, fmt.Errorf("tlog makes another proof")
	}
	return refusal == nil, nil
}

func (j *judge) line(f []string) error {
	want := map[string]int{"leaves": 2, "vkey": 2, "note": 3, "root": 3, "record": 7, "tree": 7}[f[0]]
	if len(f) != want {
		return fmt.Errorf("not a case")
	}
	var accepted bool
	var err error
	switch f[0] {
	case "leaves":
		n, err := number(f[1])
		if err != nil {
			return err
		}
		return j.grow(n)
	case "vkey":
		j.verifier, err = note.NewVerifier(f[1])
		return err
	case "root":
		j.counts["root"]++
		size, err1 := number(f[1])
		said, err2 := hash(f[2])
		root, err3 := tlog.TreeHash(size, j)
		if err1 != nil || err2 != nil || err3 != nil || said != root {
			return fmt.Errorf("tlog has another root")
		}
		return nil
	case "note":
		accepted, err = j.opens(f[2])
	default:
		accepted, err = j.proves(f)
	}
	if err != nil {
		return err
	}
	if accepted != (f[1] == "good") {
		return fmt.Errorf("accepted: %v", accepted)
	}
	j.counts[f[0]+" "+f[1]]++
	return nil
}

func run(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	j := &judge{counts: map[string]int{}}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if err := j.line(strings.Fields(lines.Text())); err != nil {
			return fmt.Errorf("%s:%d: %v: %s", path, n, err, lines.Text())
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	// An empty file must not pass for a good one.
	for kind, least := range map[string]int{"root": 600, "note good": 2, "note bad": 150, "record good": 800,
		"record bad": 3000, "tree good": 800, "tree bad": 3000} {
		if j.counts[kind] < least {
			return fmt.Errorf("only %d cases of %q", j.counts[kind], kind)
		}
	}
	fmt.Println("Go's note and tlog agree:", j.counts)
	return nil
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: judge CASES")
		os.Exit(64)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
