"""nothing_twice: what must hold of a log whose writer was killed, from its events alone.

    python3 nothing_twice.py EVENTS.jsonl

Reads what `rf-log show` prints. Independent of the fold: it only counts.
Exit 0 all holds (with figures), 1 something does not.
"""
import json
import sys

OURS = ("crashed", "noDisk", "ownNetwork")


def main(path):
    faults, terms, void, answers = [], 0, 0, 0
    sent, answered, ended = {}, set(), set()
    included, sealed, withheld = {}, {}, set()
    for line in open(path, encoding="utf-8"):
        event = json.loads(line)
        at = "event " + event["seq"]
        kind = next(name for name, value in event.items() if isinstance(value, dict))
        body = event[kind]
        if kind == "writerStarted":
            terms += 1
        key = (event.get("streamId"), body.get("uid"))
        if kind == "requestSent":
            if key in ended:
                faults.append(f"{at}: uid {key[1]} is asked again after its answer or failure")
            sent[key] = event["term"]
        elif kind == "replyRecorded":
            if key not in sent and body["outcome"] not in OURS:
                faults.append(f"{at}: an outcome of a question that was never sent")
            if body["outcome"] in OURS:
                void += 1
                ended.discard(key)
                continue
            if sent.get(key) != event["term"]:
                faults.append(f"{at}: uid {key[1]} is charged for a question that another process sent")
            ended.add(key)
            if body["outcome"] == "answered":
                answers += 1
                answered.add(key)
        elif kind == "replyVerified" and key not in answered:
            faults.append(f"{at}: a verdict without an answer")
        elif kind == "weightsIncluded":
            included.setdefault(event["epoch"], set()).add(body["hash"])
        elif kind == "weightsWithheld" or (kind == "weightsRefused" and body.get("final")):
            withheld.add(event["epoch"])
        elif kind == "epochSealed":
            sealed[event["epoch"]] = at
            if body.get("withheld"):
                withheld.add(event["epoch"])
    for epoch, hashes in included.items():
        if len(hashes) > 1:
            faults.append(f"epoch {epoch}: weights were included {len(hashes)} times")
    due = sorted(set(sealed) - withheld)
    for epoch in due[:-1]:
        if epoch not in included:
            faults.append(f"epoch {epoch}: sealed with weights, and none were included")
    for fault in faults[:20]:
        print(fault)
    print(f"{terms} starts, {len(sealed)} epochs sealed, {len(withheld)} withheld, {len(included)} with weights "
          f"included, {answers} answers, {void} voids: {len(faults)} faults")
    return 1 if faults else 0


sys.exit(main(sys.argv[1]))
