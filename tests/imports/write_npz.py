"""write_npz: state.npz as a Bittensor template saves it, without NumPy.

    python3 write_npz.py FILE [--deflated] [--float64] [--objects] [--short] HOTKEY=SCORE...

The bytes are those of numpy.savez(FILE, step=..., scores=..., hotkeys=...): one
.npy a member, written as the format's own description says (NEP 1).
"""
import struct
import sys
import zipfile


def npy(descr, shape, data):
    header = "{'descr': %s, 'fortran_order': False, 'shape': %s, }" % (repr(descr), shape)
    header += " " * ((-len(header) - 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data


def main(path, *args):
    flags = {a for a in args if a.startswith("--")}
    pairs = [a.rsplit("=", 1) for a in args if not a.startswith("--")]
    n = len(pairs)
    names, scores = [p[0] for p in pairs], [float(p[1]) for p in pairs]
    one, descr = ("d", "<f8") if "--float64" in flags else ("f", "<f4")
    arrays = {
        "step": npy("<i8", "()", struct.pack("<q", 1234)),
        "scores": npy(descr, f"({n},)", struct.pack(f"<{n}{one}", *scores)),
        "hotkeys": npy("<U48", f"({n},)", b"".join(h.encode("utf-32-le").ljust(192, b"\0") for h in names)),
    }
    if "--objects" in flags:
        arrays["hotkeys"] = npy("|O", f"({n},)", b"\x80\x04.")
    if "--short" in flags:
        arrays["scores"] = npy(descr, f"({n + 1},)", struct.pack(f"<{n}{one}", *scores))
    method = zipfile.ZIP_DEFLATED if "--deflated" in flags else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", method, allowZip64=True) as archive:
        for name, data in arrays.items():
            with archive.open(name + ".npy", "w", force_zip64=True) as member:
                member.write(data)


main(*sys.argv[1:])
