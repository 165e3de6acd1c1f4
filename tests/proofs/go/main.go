// judge: has Go's sumdb/note and sumdb/tlog, unmodified, judge the files that
// rf-dispute and rf-witness wrote.
//
//	judge VKEY record PROOF EVENT      a tlog-proof, and the event's bytes
//	judge VKEY tree OLDNOTE REQUEST    an add-checkpoint request
//	judge VKEY cosigned WITNESS NOTE   a note with a line of that witness
//
// Exit 0: it holds, 1: it does not. tlog.ParseTree wants another first line, so
// the checkpoint's text is taken apart here; every hash is tlog's.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type head struct {
	size int64
	root tlog.Hash
}

func open(text, vkey string) (head, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return head{}, err
	}
	n, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return head{}, err
	}
	lines := strings.Split(n.Text, "\n")
	if lines[0] != verifier.Name() {
		return head{}, fmt.Errorf("the origin is %q", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return head{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return head{size, root}, err
}

// split takes "<word> N", hashes and the note out of a file.
func split(text, word string) (n int64, hashes []tlog.Hash, rest string, err error) {
	top, rest, found := strings.Cut(text, "\n\n")
	lines := strings.Split(top, "\n")
	if !found || !strings.HasPrefix(lines[0], word+" ") {
		return 0, nil, "", fmt.Errorf("no %q line", word)
	}
	if n, err = strconv.ParseInt(strings.TrimPrefix(lines[0], word+" "), 10, 64); err != nil {
		return
	}
	for _, line := range lines[1:] {
		h, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, "", err
		}
		hashes = append(hashes, h)
	}
	return n, hashes, rest, nil
}

func record(vkey, proof, event string) error {
	const first = "c2sp.org/tlog-proof@v1\n"
	if !strings.HasPrefix(proof, first) {
		return fmt.Errorf("not a tlog-proof")
	}
	index, path, rest, err := split(proof[len(first):], "index")
	if err != nil {
		return err
	}
	h, err := open(rest, vkey)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, h.size, h.root, index, tlog.RecordHash([]byte(event)))
}

func tree(vkey, older, request string) error {
	old, err := open(older, vkey)
	if err != nil {
		return err
	}
	size, path, rest, err := split(request, "old")
	if err != nil {
		return err
	}
	h, err := open(rest, vkey)
	if err != nil {
		return err
	}
	if size != old.size {
		return fmt.Errorf("it is from %d, the note of %d", size, old.size)
	}
	return tlog.CheckTree(path, h.size, h.root, old.size, old.root)
}

// A cosignature, by its specification alone: sumdb/note knows only its own keys.
func cosigned(vkey, witness, text string) error {
	if _, err := open(text, vkey); err != nil {
		return err
	}
	parts := strings.SplitN(witness, "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return fmt.Errorf("not the key of a witness")
	}
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	body := text[:strings.LastIndex(text, "\n\n")+1]
	for _, line := range strings.Split(text[len(body)+1:], "\n") {
		prefix := "— " + parts[0] + " "
		if !strings.HasPrefix(line, prefix) {
			continue
		}
		b, err := base64.StdEncoding.DecodeString(line[len(prefix):])
		if err != nil || len(b) != 4+8+64 || string(b[:4]) != string(id[:4]) {
			return fmt.Errorf("the line is not of that key")
		}
		message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(b[4:]), body)
		if !ed25519.Verify(key[1:], []byte(message), b[12:]) {
			return fmt.Errorf("the cosignature does not verify")
		}
		return nil
	}
	return fmt.Errorf("no line of that witness")
}

func run(args []string) error {
	if len(args) != 4 {
		return fmt.Errorf("usage: judge VKEY record|tree|cosigned A B")
	}
	first, err := os.ReadFile(args[2])
	if err != nil && args[1] != "cosigned" {
		return err
	}
	second, err := os.ReadFile(args[3])
	if err != nil {
		return err
	}
	switch args[1] {
	case "record":
		return record(args[0], string(first), string(second))
	case "tree":
		return tree(args[0], string(first), string(second))
	}
	return cosigned(args[0], args[2], string(second))
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
