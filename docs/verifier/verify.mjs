#!/usr/bin/env node
// verify: a second opinion on a bundle, in one file and without dependencies (Node 18 or newer).
//
//     rf-replay export --data DIR --epoch 42 --json -o epoch42.json && node verify.mjs epoch42.json
//
// Written from the texts and rules, not from the C++ of rf-replay, so that a mistake in one is seen by the other. It
// trusts no byte: leaves are decoded from their base64, hashed into the tree and scored again, compared in every bit.
import { createHash, createPublicKey, verify as ed25519_holds } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
const help = `usage: node verify.mjs FILE... [--key NAME+HASH+BASE64] [--json]      (FILE: rf-replay export --json)
  --key   whose signature must be there; default: the key that the epoch records, and it says so
  --json  one JSON object a file, with the names that rf-replay --json uses
Exit: 0 all bits agree, 1 they differ, 2 refused: cannot be read or is not proved,
      3 proved, but the scores of this mechanism are not checked here, 64 usage.`;
const most = { file: 2 ** 27, earlier: 4096, path: 64, event: 2 ** 16, blob: 2 ** 26, carry: 2 ** 22,
               note: 2 ** 16, signatures: 100, seats: 1024, questions: 2 ** 20, checks: 64 };
class refusal extends Error { constructor(what, where) { super(what); this.where = where; } }
const refuse = (what, where = '') => { throw new refusal(what, where); };
const need = (holds, what, where) => holds || refuse(what, where);
const within = (where, body) => {  // adds the place to a refusal
  try { return body(); } catch (e) { throw e instanceof refusal ? new refusal(e.message, `${where}, ${e.where}`) : e; }
};
const sha256 = (...parts) => parts.reduce((h, p) => h.update(p), createHash('sha256')).digest();
const hex = (bytes) => bytes.toString('hex');
const big_endian = (bytes, n) => Buffer.from(n.toString(16).padStart(2 * bytes, '0'), 'hex');
const ascending = (list) => list.every((v, i) => i === 0 || v > list[i - 1]);
const bits_of = (v) => { const b = Buffer.alloc(8); b.writeDoubleBE(v); return b; };
const from_base64 = (text, top = most.note) => {  // strict: what would be written differently is refused
  const bytes = Buffer.from(String(text), 'base64');
  return bytes.toString('base64') === text && bytes.length <= top ? bytes : refuse('no strict base64, or too long');
};
const hash_from = (text) => { const h = from_base64(text); return h.length === 32 ? h : refuse('not 32 bytes'); };
const number_from = (text) => (typeof text === 'string' && /^(0|[1-9]\d{0,18})$/.test(text) && BigInt(text) < 1n << 63n
  ? BigInt(text) : refuse('not a decimal number below 2^63'));
// ---- the JSON form: one spelling, so that no byte of the file can change unseen ------------------------------
// What is read is written again, and must be the same text. Texts are bytes here (latin1); the note is UTF-8.
const quoted = (v) => JSON.stringify(v).replace(/(?<!\\)((?:\\\\)*)\\n/g, '$1\\u000a').replace(/\x7f/g, '\\u007f');
const listed = (items) => `[${items.length ? '\n' : ''}${items.join(',\n')}]`;
const plain = (v, ...names) => JSON.stringify(names.length ? Object.fromEntries(names.map((n) => [n, v[n]])) : v);
const json_form = (v) => `{"format":"rf-bundle 1",\n"epoch":${Number(v.epoch)},\n` +
  `"before":${plain(v.before, 'size', 'peaks')},\n` +
  `"leaves":${listed(v.leaves.map((l) => (typeof l === 'string' ? plain(l) : plain(l, 'withheld'))))},\n` +
  `"earlier":${listed(v.earlier.map((e) => plain(e, 'number', 'event', 'proof')))},\n"note":${quoted(v.note)},\n` +
  `"later":${plain(v.later)},\n"payloads":${v.payloads === true},\n"blobs":${listed(v.blobs.map((b) => plain(b)))}}\n`;
function read_bundle(file) {
  const marks = file.reduce((n, c) => n + (c === 0x7b || c === 0x5b || c === 0x3a), 0), text = file.latin1Slice();
  need(marks < file.length / 25 + 6 * most.earlier, 'more brackets than a bundle has', 'the file');
  const v = JSON.parse(text), again = json_form(v);
  let at = again === text ? text.length : 0;
  while (at < text.length && again[at] === text[at]) ++at;
  need(again === text, 'not as export writes it, in its one spelling', `file byte ${at}`);
  need(v.leaves.length >= 2 && v.earlier.length <= most.earlier, 'an epoch has an opening and a seal', 'the file');
  const b = { epoch: v.epoch, opened: number_from(v.before.size), blobs: new Map() };
  b.tree = within('section before', () => ({ size: b.opened, peaks: v.before.peaks.map(hash_from) }));
  const sound = v.epoch > 0 && v.epoch < 2 ** 32 && b.opened > 0n && b.opened < 1n << 62n;
  need(sound && b.tree.peaks.length === ones_of(b.opened), 'no frontier', 'section before');
  b.leaves = v.leaves.map((leaf) => within(`event ${b.tree.size}`, () => {
    const bytes = typeof leaf === 'string' ? from_base64(leaf, most.event) : null;
    add_leaf(b.tree, bytes ? leaf_hash(bytes) : hash_from(leaf.withheld));
    return bytes;
  }));
  b.earlier = v.earlier.map((e, i) => within(`section earlier, number ${i}`, () => (
    { number: number_from(e.number), bytes: from_base64(e.event, most.event), path: e.proof.map(hash_from) })));
  b.note = within('note', () => read_note(Buffer.from(v.note, 'latin1')));
  b.later = within('section later', () => v.later.map(hash_from));
  v.blobs.reduce((last, coded, i) => within(`section blobs, number ${i}`, () => {
    const bytes = from_base64(coded, most.blob), name = hex(sha256(bytes));
    b.blobs.set(name, { bytes, named: false });
    return name > last ? name : refuse(`blob ${name} is not in the order of names`);
  }), '');
  return b;
}
// ---- the tree of RFC 6962, from its definitions --------------------------------------------------------------
const leaf_hash = (bytes) => sha256(Buffer.of(0), bytes);
const node_hash = (left, right) => sha256(Buffer.of(1), left, right);
function add_leaf(tree, leaf) {
  for (let s = tree.size; s & 1n; s >>= 1n) leaf = node_hash(tree.peaks.pop(), leaf);
  tree.peaks.push(leaf);
  ++tree.size;
}
const ones_of = (n) => n.toString(2).replaceAll('0', '').length;
const left_part = (n) => 1n << BigInt((n - 1n).toString(2).length - 1);  // the largest power of two below n
const take_last = (proof) => proof.pop() ?? refuse('the proof is shorter than the path');
// 2.1.1: the root that a leaf and its path give, which it uses up.
function root_by_path(index, size, leaf, path) {
  if (size === 1n) return leaf;
  const k = left_part(size), sibling = take_last(path);
  if (index < k) return node_hash(root_by_path(index, k, leaf, path), sibling);
  return node_hash(sibling, root_by_path(index - k, size - k, leaf, path));
}
// 2.1.2: the old and the new root that a proof gives; `known` is the old root as long as it is a node.
function roots_by_proof(old_size, size, known, proof) {
  if (old_size === size) { const h = known ?? take_last(proof); return [h, h]; }
  const k = left_part(size), other = take_last(proof), left = old_size <= k, to = left ? k : size - k;
  const [a, b] = roots_by_proof(left ? old_size : old_size - k, to, left ? known : null, proof);
  return left ? [a, node_hash(b, other)] : [node_hash(other, a), node_hash(other, b)];
}
function check_tree({ tree: { size, peaks }, note, later, opened, earlier }) {
  const root = peaks.reduceRight((right, left) => node_hash(left, right));
  need(note.size >= size, "the note was cut before the epoch's seal", 'note');
  within('section later', () => {
    const [old_root, new_root] = note.size > size ? roots_by_proof(size, note.size, root, later) : [root, note.root];
    need(old_root.equals(root) && new_root.equals(note.root) && !later.length, 'the proof leads elsewhere');
  });
  need(note.size > size || root.equals(note.root), `root ${hex(root)}, signed ${hex(note.root)}`, `event ${opened} on`);
  need(ascending([...earlier.map((e) => e.number), opened]), 'not in order, or not earlier', 'section earlier');
  earlier.forEach((e) => within(`event ${e.number}`, () => {
    const gives = root_by_path(e.number, size, leaf_hash(e.bytes), e.path);
    need(gives.equals(root) && !e.path.length, 'its proof leads to another root, or is too long');
  }));
}
// ---- the signed note -----------------------------------------------------------------------------------------
const key_name = /^[^\0-\x20+\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/u;
function read_key(text) {  // name+hash8hex+base64(0x01 || public key)
  const [, name, hash, coded] = /^([^+]+)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? refuse('not name+hash+base64', 'key');
  const raw = within('key', () => from_base64(coded)), id = sha256(name, '\n', raw).subarray(0, 4);
  const sound = raw.length === 33 && raw[0] === 1 && key_name.test(name) && hex(id) === hash;
  need(sound, 'no Ed25519 key that signs notes, or another one than its hash was made from', 'key');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.subarray(1).toString('base64url') };
  return { text, name, id, public_key: createPublicKey({ key: jwk, format: 'jwk' }) };
}
function read_note(bytes) {
  const note = bytes.toString(), split = note.lastIndexOf('\n\n'), text = note.slice(0, split + 1);
  need(bytes.length <= most.note && Buffer.from(note).equals(bytes) && !/[\0-\x09\x0b-\x1f]/.test(note), 'no text');
  need(split >= 0 && split + 2 < note.length && note.endsWith('\n'), 'not text, an empty line and signatures');
  const signatures = note.slice(split + 2, -1).split('\n').map((line, i) => {
    const [, name, coded] = /^\u2014 ([^ ]+) ([^ ]*)$/.exec(line) ?? refuse('a line after the text is no signature');
    const raw = from_base64(coded);
    need(i < most.signatures && key_name.test(name) && raw.length > 4, 'no name or signature, or over 100 of them');
    return { name, id: raw.subarray(0, 4), signature: raw.subarray(4) };
  });
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n');
  need(origin && root && extensions.every((line) => line), 'the text is no checkpoint: origin, size, root');
  return { text, signatures, origin, size: number_from(size), root: hash_from(root) };
}
function check_signature(note, key) {
  const text = Buffer.from(note.text), own = note.signatures.filter((s) => s.name === key.name && s.id.equals(key.id));
  need(own.length && note.origin === key.name, `not signed by ${key.text}, or of another log`);
  for (const { signature } of own)
    need(ed25519_holds(null, text, key.public_key, signature), 'not the signature of this text');
}
// ---- Cap'n Proto: one segment in canonical form --------------------------------------------------------------
// A struct is {data, pointers}; a list {size, count, bytes} of values, or {size, items} of structs (7) or pointers (6).
// Objects lie in the order in which their pointers are met, so each word is read once; nothing ends in zero words.
const element_bits = [0, 1, 8, 16, 32, 64], empty_struct = { data: Buffer.alloc(0), pointers: [] };
const ends_in_zeros = (data) => data.length > 0 && data.readBigUInt64LE(data.length - 8) === 0n;
function read_pointer(m, at, depth) {
  const low = m.bytes.readInt32LE(at * 8), high = m.bytes.readUInt32LE(at * 8 + 4);
  const sound = (holds) => need(holds, 'not well formed, or not in canonical form');
  const claim = (words) => {
    const from = m.next;
    sound(at + 1 + (low >> 2) === from && (m.next += words) * 8 <= m.bytes.length && depth < 16);
    return from;
  };
  const pointers_at = (from, n) => Array.from({ length: n }, (_, i) => read_pointer(m, from + i, depth + 1));
  const struct_at = (from, data, pointers) =>
    ({ data: m.bytes.subarray(from * 8, (from + data) * 8), pointers: pointers_at(from + data, pointers) });
  if (low === 0 && high === 0) return null;
  if (low === -4 && high === 0) return empty_struct;
  if ((low & 3) === 0) {
    const data = high & 0xffff, pointers = high >>> 16, s = struct_at(claim(data + pointers), data, pointers);
    sound(high && !ends_in_zeros(s.data) && s.pointers.at(-1) !== null);
    return s;
  }
  sound((low & 3) === 1);  // no far pointers, no capabilities
  const size = high & 7, count = high >>> 3;
  if (size < 6) {
    const bits = element_bits[size] * count, from = claim(Math.ceil(bits / 64)) * 8, to = from + Math.ceil(bits / 8);
    sound(m.bytes.subarray(to, m.next * 8).every((b) => b === 0) && !(bits % 8 && m.bytes[to - 1] >> bits % 8));
    return { size, count, bytes: m.bytes.subarray(from, to) };
  }
  const from = claim(size === 6 ? count : count + 1);
  if (size === 6) return { size, items: pointers_at(from, count) };
  const tag = m.bytes.readUInt32LE(from * 8), elements = tag >>> 2, each = m.bytes.readUInt32LE(from * 8 + 4);
  const data = each & 0xffff, pointers = each >>> 16, width = data + pointers;
  sound((tag & 3) === 0 && elements <= 65536 && elements * width === count);
  const items = Array.from({ length: elements }, (_, i) => struct_at(from + 1 + i * width, data, pointers));
  sound((!data || items.some((s) => !ends_in_zeros(s.data))) && (!pointers || items.some((s) => s.pointers.at(-1))));
  return { size, items };
}
function read_message(bytes, most_bytes) {
  need(bytes.length >= 8 && bytes.length % 8 === 0 && bytes.length <= most_bytes, 'not whole words, or too long');
  const m = { bytes, next: 1 }, root = read_pointer(m, 0, 0);
  return root?.data && m.next * 8 === bytes.length ? root : refuse('not in canonical form');
}
// ---- the schema: name, type and place of each field, in units of its own size (capnp compile -ocapnp) --------
const schema = {
  event: 'seq u64 0,cause u64 3,epoch u32 8,disclosure enum4 18,stream enum5 19,id any 0,salt any 1,kind u16 20',
  blob: 'sha256 hash? 0,length u64 0,codec enum2 4', parameter: 'name text 0,which enum4 4,raw word 0',
  seat: 'uid u16 0,account account 0', weight: 'uid u16 0,value u16 1', count: 'kind u16 0,count u32 1',
  log_created: 'origin text 0,genesis hash 1,netuid u16 4,validator account 2,key text 3',
  key_rotated: 'key text 0,reason text 1', secret_committed: 'secret_hash hash 0,before_block u64 0',
  epoch_opened: 'mechanism text 0,version u16 0,fold_version u16 1,parameters [parameter] 1,seats [seat] 2,' +
    'carry_in blob 3,secret_hash hash 4,block u64 1,block_hash hash? 5,closes_block u64 2,tasks u32 1,key text 6',
  epoch_sealed: 'scores [f64] 0,weights [weight] 1,withheld text 2,digest hash 3,carry_out blob 4,secret hash? 5,' +
    'kinds [count] 6', check: 'checker text 0,value f64 1,note text 1',
  task_opened: 'ordinal u16 0,source enum4 1,domain u8 4,difficulty u8 5,trap bool 48,unsolved bool 49,prompt blob 0,' +
    'truth blob 1,deadline u64 2,asked [u16] 2,generator text 3',
  request_sent: 'task u16 0,uid u16 1,account account 0,request_id id 1,hash hash? 2,endpoint text 3,attempt u16 2',
  reply_recorded: 'task u16 0,uid u16 1,account account 0,outcome enum15 2,fault enum3 3,body blob 1,detail text 2,' +
    'attempt u16 9', carry: 'mechanism text 0,version u16 0,entries [carried] 1',
  observation: 'which enum6 0,quality f64 1,accuracy f64 2,novelty f64 3,efficiency f64 4,similarity f64 5',
  reply_verified: 'task u16 0,uid u16 1,account account 0,checks [check] 1,seen observation 2',
  task_closed: 'ordinal u16 0,why enum3 1', ground_truth_arrived: 'truth blob 1',
  carried: 'account account 0,streak u32 0,score f64 1,history [f64] 1,tier3 f64 2,tier3_epoch u32 1',
};
for (const [type, fields] of Object.entries(schema)) schema[type] = fields.split(',').map((f) => f.split(' '));
const kinds = { 0: 'log_created', 4: 'key_rotated', 32: 'secret_committed', 33: 'epoch_opened', 34: 'epoch_sealed',
  35: 'task_opened', 36: 'request_sent', 37: 'reply_recorded', 38: 'reply_verified', 39: 'task_closed',
  43: 'traffic_counted', 44: 'ground_truth_arrived' }, kinds_known = 45;
const of_open_epoch = (kind) => (kind >= 34 && kind <= 39) || kind === 43 || kind === 44;
const widths = { u8: [1, 'readUInt8'], u16: [2, 'readUInt16LE'], u32: [4, 'readUInt32LE'], u64: [8, 'readBigUInt64LE'],
                 f64: [8, 'readDoubleLE'] };
const is_account = (b) => (b.length === 33 && b[0] === 1) || (b.length === 21 && b[0] === 2);
const data_rules = { any: () => true, 'hash?': (b) => [0, 32].includes(b.length), hash: (b) => b.length === 32,
                     id: (b) => b.length === 16, account: is_account };
function read_field(of, s, at) {
  if (widths[of]) {  // what lies beyond the end of a struct is zero
    const [size, read] = widths[of], there = (at + 1) * size <= s.data.length;
    const v = there ? s.data[read](at * size) : of === 'u64' ? 0n : 0;
    return of !== 'f64' || Number.isFinite(v) ? v : refuse('not a finite number');
  }
  if (of === 'bool') return read_field('u8', s, at >> 3) >> (at & 7) & 1;
  if (of === 'word') return s.data.length > at * 8 ? s.data.subarray(at * 8, at * 8 + 8) : Buffer.alloc(8);
  const enumerant = of.startsWith('enum') ? read_field('u16', s, at) : null;
  if (enumerant !== null) return enumerant < of.slice(4) ? enumerant : refuse('an enumerant that is not known');
  const p = s.pointers[at] ?? null, element = of.slice(1, -1), wanted = { f64: 5, u16: 3 }[element] ?? 7;
  if (of === 'text' && p) need(p.size === 2 && p.bytes.at(-1) === 0, 'not a text');
  if (of === 'text') return p ? p.bytes.toString('utf8', 0, p.count - 1) : '';
  if (data_rules[of]) {
    const bytes = p?.bytes ?? empty_struct.data;
    return (!p || p.size === 2) && data_rules[of](bytes) ? bytes : refuse(`not as a ${of.replace('?', '')} is`);
  }
  if (of[0] !== '[') return p && (p.data ? read_struct(of, p) : refuse('not a struct'));
  need(!p || p.size === wanted, "the list's elements are not of the schema's size");
  if (wanted === 7) return (p?.items ?? []).map((item) => read_struct(element, item));
  return Array.from({ length: p?.count ?? 0 }, (_, i) => read_field(element, { data: p.bytes }, i));
}
const read_struct = (type, s) => Object.fromEntries(schema[type].map(([name, of, at]) =>
  [name, within(`field ${name}`, () => read_field(of, s, Number(at)))]));
function read_event(bytes, number) {  // the envelope, and the body of the kinds that count here
  const s = read_message(bytes, most.event), e = read_struct('event', s), id = e.id, body = s.pointers[2];
  need(e.seq === number, `the event there says it is number ${e.seq}`);
  need(e.salt.length === (e.disclosure === 0 ? 0 : 32), 'a salt has 32 bytes where the event is not public, else none');
  need(e.stream < 3 ? !id.length : e.stream === 3 ? id.length === 16 : is_account(id), 'not the id of its stream');
  need(e.cause <= e.seq && (!body || body.data), 'its cause is after it, or its body is no struct');
  e.name = kinds[e.kind] ?? `kind ${e.kind}`;
  return schema[e.name] ? { ...e, is: read_struct(e.name, body ?? empty_struct) } : e;
}
// ---- the laws of an epoch ------------------------------------------------------------------------------------
const bounds = { p: [0, 0, 1], f: [0, 0, 100], s: [0, 1 / 65535, 1], t: [0, 0.000001, 1], c: [1, 1, 1024],
                 n: [1, 0, 1024], b: [2, 0, 1] };  // the arm of Parameter, the least and the largest value
const parameters = `breakthrough.above=f factor=f, checks.causal.bootstrap causal.dag causal.docalculus code.formal
  code.static_analysis code.tests ethical.coverage ethical.logic mathematics.numerical mathematics.proof
  mathematics.steps scientific.citations scientific.simulation scientific.statistics strategic.constraints
  strategic.equilibrium strategic.solver, cms.accuracy efficiency novelty quality, consensus.trim trim_from=c,
  difficulty.01=f 02=f 03=f 04=f 05=f 06=f 07=f 08=f 09=f 10=f, emission.miner validator, emit.max_share=s
  max_void_share min_count=n pad=b, final.consensus objective, peb.alpha=f ranks=c streak_cap=c, reputation.above
  cap=f slope=f span=t window=c, similarity.factor threshold, slash.gamma threshold window=c, tasks.sample=n,
  trap.rate threshold=t`.split(/,\s+/).map((group) => /^(\w+\.)(.*)$/s.exec(group)).flatMap(
  ([, prefix, names]) => names.split(/\s+/).map((name) => `${prefix}${name}`.split('=')));  // without '=': bounds p
function open_epoch({ is: o, epoch, kind }) {
  const e = { ...o, name: `${o.mechanism}@${o.version}`, number: epoch, p: {}, open: [],
              kinds: Array.from({ length: kinds_known }, (_, k) => Number(k === kind)) };
  const accounts = new Set(o.seats.map((s) => hex(s.account))), n = o.seats.length;
  need(o.fold_version === 1, `the epoch pins fold version ${o.fold_version}, which is not known here`);
  need(n <= most.seats && accounts.size === n && ascending(o.seats.map((s) => s.uid)), 'the seats are no roster');
  need(o.tasks <= 65535 && o.tasks * n <= most.questions, 'the epoch has too many questions');
  need(o.carry_in?.sha256.length === 32, 'an epoch names its carry-in');
  e.seat_of = new Map(o.seats.map((s, i) => [s.uid, i]));
  if (e.name !== 'reasonforge@1') return e;
  need(o.parameters.length === parameters.length, 'not the parameters of reasonforge@1');
  parameters.forEach(([name, of], i) => {
    const [arm, least, top] = bounds[of ?? 'p'], { name: told, which, raw } = o.parameters[i];
    const v = arm === 0 ? raw.readDoubleLE() : arm === 1 ? Number(raw.readBigUInt64LE()) : raw[0] & 1;
    e.p[name] = told === name && which === arm && v >= least && v <= top ? v : refuse(`not a value of ${name}`);
  });
  return e;
}
const due = 1, sent = 2, answered = 3, ended = 4;     // how far a question is; 0: not asked
const open = 1, voided = 2, replied = 3, failed = 4;  // what became of it; from `replied` on it counts
const fault_of = (told) => (told === 0 ? 0 : told >= 12 ? 2 : 1);  // nobody's, the miner's, the validator's
const task_of = ({ open: tasks }, { id }, ordinal) =>
  (tasks[ordinal]?.closed === false && id.equals(tasks[ordinal].id) ? tasks[ordinal] : refuse('no such open task'));
const asked_of = (e, event, r) => {  // the question that an event is about
  const task = task_of(e, event, r.task), at = e.seat_of.get(r.uid);
  need(at !== undefined && r.account.equals(e.seats[at].account), `uid ${r.uid} is not the seat of this account`);
  return task.to[at];
};
const laws = {
  task_opened(e, event, t) {
    need(event.id.length === 16 && t.ordinal === e.open.length && t.ordinal < e.tasks, 'not the next task');
    need(t.difficulty >= 1 && t.difficulty <= 10 && t.domain < 6, 'no such difficulty or domain');
    need(t.deadline <= e.closes_block, "a task's deadline is after the epoch's last block");
    need(ascending(t.asked) && t.asked.every((uid) => e.seat_of.has(uid)), 'the asked are not ascending seats');
    const to = e.seats.map(() => ({ stage: 0, what: 0, tries: 0 }));
    for (const uid of t.asked) Object.assign(to[e.seat_of.get(uid)], { stage: due, what: open });
    e.open.push({ ...t, id: event.id, event: event.seq, closed: false, to });
  },
  request_sent(e, event, r) {
    const q = asked_of(e, event, r);
    need(q.stage === due && r.attempt === q.tries + 1, 'not in the sample, asked already, or another attempt');
    Object.assign(q, { stage: sent, tries: r.attempt });
  },
  reply_recorded(e, event, r) {
    const q = asked_of(e, event, r), ours = r.fault === 2;
    need(r.fault === fault_of(r.outcome), 'the outcome cannot be the fault of whom it names');
    const awaited = q.stage === sent || (ours && (q.stage === due || q.stage === answered));
    need(awaited && r.attempt === q.tries, 'no reply of this miner, or of this attempt, is awaited');
    [q.what, q.stage] = ours ? [voided, due] : r.outcome === 0 ? [replied, answered] : [failed, ended];
  },
  reply_verified(e, event, { checks, seen, ...r }) {
    const q = asked_of(e, event, r), { which, ...all } = seen ?? {};
    need(q.stage === answered, 'there is no answer to verify, or it is verified');
    need(checks.length <= most.checks && which === 1, 'too many checks, or not what reasonforge observes');
    need(Object.values(all).every((v) => v >= 0 && v <= 1), 'an observation is not within 0 and 1');
    Object.assign(q, { stage: ended, seen });
  },
  task_closed(e, event, c) {
    const task = task_of(e, event, c.ordinal);
    const hangs = task.to.some((q) => q.stage === sent || q.stage === answered || (q.stage === due && c.why === 0));
    need(!hangs, 'a question of the task has not ended');
    task.closed = true;
    for (const q of task.to) if (q.stage === due) q.what = voided;
  },
};
function check_seal(e, seal) {
  const complete = e.open.length === e.tasks && e.open.every((t) => t.closed);
  need(complete || e.name !== 'reasonforge@1', 'a task is open, or was never opened');
  need(seal.scores.length === e.seats.length && seal.carry_out?.sha256.length === 32, 'not its scores or carry-out');
  need(seal.secret.length === 32 && sha256(seal.secret).equals(e.secret_hash), 'not the secret that was committed to');
  need(ascending([...seal.kinds.map((k) => k.kind), kinds_known]), 'the counted kinds are not known, or not in order');
  const told = new Map(seal.kinds.map((k) => [k.kind, k.count]));
  e.kinds.forEach((n, k) => need((told.get(k) ?? 0) === n, `the seal counts not the ${n} events of ${kinds[k] ?? k}`));
}
// ---- the draw: everything follows from the seed --------------------------------------------------------------
function draw_tasks(e, secret, netuid) {
  const block_hash = e.block_hash.length ? e.block_hash : Buffer.alloc(32);
  const seed = sha256(secret, block_hash, big_endian(2, netuid), e.name, big_endian(4, e.number));
  let block = 0;
  const held = [], next = () => {
    const h = held.length ? null : sha256(seed, big_endian(8, block++));
    if (h) held.push(...[0, 8, 16, 24].map((at) => h.readBigUInt64BE(at)));
    return held.shift();
  };
  const below = (n) => {  // what does not fill a whole range is thrown again
    for (const cut = ((1n << 64n) - n) % n; ;) { const v = next(); if (v >= cut) return Number(v % n); }
  };
  const shuffle = (list) => {
    for (let i = list.length; i > 1; --i) [list[i - 1]] = list.splice(below(BigInt(i)), 1, list[i - 1]);
    return list;
  };
  const ids = Array.from({ length: e.tasks }, () => Buffer.concat([0, 8].map(() => big_endian(8, next()).reverse())));
  const domains = shuffle(ids.map((_, i) => i % 6)), difficulties = shuffle(ids.map((_, i) => 1 + i % 10));
  const places = shuffle(ids.map((_, i) => i)), rate = e.p['trap.rate'], sample = e.p['tasks.sample'];
  const trapped = new Set(places.slice(0, rate > 0 ? Math.max(1, Math.floor(e.tasks * rate)) : 0));
  return ids.map((id, i) => {
    let asked = e.seats.map((s) => s.uid);
    if (sample && sample < asked.length) asked = shuffle(asked).slice(0, sample).sort((a, b) => a - b);
    return { id, domain: domains[i], difficulty: difficulties[i], trap: Number(trapped.has(i)), asked };
  });
}
// ---- reasonforge@1: every sum left to right, every product as it is written ----------------------------------
function cms_of(p, task, { what, seen: s }) {
  if (what !== replied) return 0;
  const kept = s.similarity > p['similarity.threshold'] ? p['similarity.factor'] : 1;
  const cms = p['cms.quality'] * (s.quality * kept) + p['cms.accuracy'] * (s.accuracy * kept) +
              p['cms.novelty'] * (s.novelty * kept) + p['cms.efficiency'] * s.efficiency;               // eq. 2
  return task.unsolved && cms > p['breakthrough.above'] ? cms * p['breakthrough.factor'] : cms;         // eq. 6
}
function score_epoch({ p, seats, open: tasks }, carry_in) {
  const s = seats.map((_, at) => {
    let sum = 0, n = 0, trap_sum = 0, traps = 0;
    for (const task of tasks.filter((t) => t.to[at].what >= replied)) {
      const cms = cms_of(p, task, task.to[at]);
      sum += cms * p[`difficulty.${String(task.difficulty).padStart(2, '0')}`];
      ++n;
      if (task.trap) { trap_sum += cms; ++traps; }
    }
    const average = trap_sum / traps, least = p['trap.threshold'], passed = traps === 0 || average >= least;
    return n ? sum / n * (passed ? 1 : Math.max(0, average / least)) : 0;                               // eq. 3 and 9
  });
  const ranked = s.map((_, at) => at).filter((at) => s[at] > 0).sort((a, b) => s[b] - s[a] || a - b);
  const rank = new Map(ranked.map((at, i) => [at, i + 1])), carry = [];
  const before = new Map(carry_in.map((c) => [hex(c.account), c.streak]));
  const scores = seats.map(({ account }, at) => {
    const r = rank.get(at) ?? 0, last = before.get(hex(account)) ?? 0;
    const streak = r >= 1 && r <= p['peb.ranks'] ? Math.min(last + 1, 0xffffffff) : 0;
    const peb = p['peb.alpha'] * (1 / r) * Math.sqrt(Math.min(streak, p['peb.streak_cap']));            // eq. 4
    if (streak) carry.push({ account, streak });
    return s[at] * (1 + (streak ? peb : 0));
  });
  return { scores, carry };
}
function why_partial({ p, seats, open: tasks }) {  // why the evidence is too thin; empty where it is not
  const all = tasks.flatMap((t) => t.to.map((q) => q.what)), asked = all.filter((w) => w > 0).length;
  const lost = seats.filter((_, at) => tasks.some((t) => t.to[at].what === voided) &&
                                       !tasks.some((t) => t.to[at].what >= replied));
  const more = lost.length > 1 ? ` and ${lost.length - 1} more` : '', ours = all.filter((w) => w === voided).length;
  if (lost.length) return `partial: uid ${lost[0].uid}${more} asked, and left with voids only`;
  if (ours <= p['emit.max_void_share'] * asked) return '';
  return `partial: ${ours} of ${asked} questions ended void, more than emit.max_void_share`;
}
// ---- section 0: from positive scores to u16 weights ----------------------------------------------------------
const largest = (shares) => shares.reduce((top, s) => Math.max(top, s.share), 0);
const total_of = (shares) => shares.reduce((sum, s) => sum + s.share, 0);
const normalised = (list, total = total_of(list)) => list.map(({ uid, share }) => ({ uid, share: share / total }));
function cap(shares, top) {  // what is cut off goes to the others in proportion, until nobody is above
  const before = shares.map((s) => s.share), full = shares.map(() => false);
  for (let cut = 0, more = 1; more && cut < shares.length; cut += more) {
    const rest = before.reduce((sum, v, i) => (full[i] ? sum : sum + v), 0), left = Math.max(0, 1 - cut * top);
    more = 0;
    shares.forEach((s, i) => {
      if (!full[i] && cut > 0) s.share = rest > 0 ? before[i] / rest * left : 0;
      if (!full[i] && s.share > top) { full[i] = true; s.share = top; ++more; }
    });
  }
}
function as_rows(shares, top = largest(shares)) {  // the largest becomes 65535; halves to even
  return shares.map(({ uid, share }) => {
    const exact = share / top * 65535, whole = Math.floor(exact), over = exact - whole;
    return { uid, value: whole + (over > 0.5 || (over === 0.5 && whole % 2 === 1)) };
  }).filter((row) => row.value > 0);
}
function pad(seats, scores, rows, missing, shares) {  // the best of those without a weight get the smallest
  const share = largest(shares) / 65535, all = seats.map((s, at) => ({ uid: s.uid, score: scores[at] }));
  const rest = all.filter((s) => !rows.some((r) => r.uid === s.uid));
  const chosen = rest.sort((a, b) => b.score - a.score || a.uid - b.uid).slice(0, missing).map((s) => s.uid);
  const out = shares.filter((s) => !chosen.includes(s.uid)).concat(chosen.map((uid) => ({ uid, share })));
  return normalised(out.sort((a, b) => a.uid - b.uid));
}
function emit({ p, seats }, scores) {  // the weights, or why there are none
  const positive = seats.map((s, at) => ({ uid: s.uid, share: scores[at] })).filter((s) => s.share > 0);
  const n = positive.length, least = p['emit.min_count'], shares = normalised(positive);
  if (!n) return [[], 'no miner has a positive weight'];
  if (!Number.isFinite(total_of(positive))) return [[], 'the scores have no finite sum'];
  if (n * p['emit.max_share'] < 1) return [[], `${n} miners with a weight cannot share it under emit.max_share`];
  cap(shares, p['emit.max_share']);
  let rows = as_rows(shares);
  if (rows.length < least && p['emit.pad']) rows = as_rows(pad(seats, scores, rows, least - rows.length, shares));
  if (rows.length >= least) return [rows, ''];
  return [[], `${rows.length} miners have a weight, and emit.min_count asks for ${least}`];
}
// ---- what crosses epochs, and the digest ---------------------------------------------------------------------
// As schemas/carry.capnp: root, version, two pointers, the name, the list's tag, its entries, their accounts.
function encode_carry(entries) {
  const words = (...list) => Buffer.concat(list.map((n) => big_endian(8, n).reverse()));
  const pointer = (away, kind, high) => BigInt(away * 4 + kind) | BigInt(high) << 32n;
  const padded = (b) => Buffer.concat([b, Buffer.alloc(-b.length & 7)]), name = Buffer.from('reasonforge\0');
  const n = entries.length, accounts = entries.map((c) => padded(c.account));
  let next = 2 * n - 1;  // where an account is, in words from the first entry's pointer
  const fixed = entries.map(({ streak, account }, i) => {
    const away = next - 2 * i - 1;
    next += accounts[i].length / 8;
    return words(streak, pointer(away, 1, account.length * 8 + 2));
  });
  const root = words(pointer(0, 0, 0x20001), 1, pointer(1, 1, name.length * 8 + 2), pointer(2, 1, n * 16 + 7));
  return Buffer.concat([root, padded(name), words(pointer(n, 0, n && 0x10001)), ...fixed, ...accounts]);
}
function read_carry(bytes) {
  const { mechanism, version, entries } = read_struct('carry', read_message(bytes, most.carry));
  need(entries.every((e, i) => !i || Buffer.compare(entries[i - 1].account, e.account) < 0), 'not sorted by account');
  if (mechanism !== 'reasonforge' || version !== 1) return [];  // of another: it starts nobody off
  need(entries.every((e) => e.streak) && encode_carry(entries).equals(bytes), 'a carry of other things than streaks');
  return entries;
}
function score_digest(seats, scores, rows) {
  const value = new Map(rows.map((r) => [r.uid, r.value])), u16 = (n) => big_endian(2, n);
  return sha256(...seats.map(({ uid, account }, at) =>
    Buffer.concat([account, bits_of(scores[at]), u16(uid), u16(value.get(uid) ?? 0)])).sort(Buffer.compare));
}
// ---- the audit -----------------------------------------------------------------------------------------------
function walk(b) {  // the epoch's events under its laws
  const seen = { events: 0, replies: 0, payloads: 0, absent: 0, hidden: 0 };
  const blob_of = ({ sha256: name, length }, is_carry) => {
    const blob = b.blobs.get(hex(name));
    const fits = blob ? is_carry || BigInt(blob.bytes.length) === length : !is_carry;
    need(fits, 'missing, or of another length', `blob ${hex(name)}`);
    if (blob) blob.named = true;
    return blob?.bytes;
  };
  b.leaves.forEach((bytes, i) => within(`event ${b.opened + BigInt(i)}`, () => {
    const opens = i === 0, ends = i === b.leaves.length - 1, e = seen.epoch;
    if (!bytes) return need(!opens && !ends && ++seen.hidden, "the epoch's own opening or seal is withheld");
    const event = read_event(bytes, b.opened + BigInt(i)), own = opens || of_open_epoch(event.kind);
    need((event.name === 'epoch_opened') === opens, 'an epoch opens where the bundle begins, and only there');
    need((event.name === 'epoch_sealed') === ends, 'an epoch ends with its seal, and only there');
    if (opens || event.name === 'key_rotated') seen.key = read_key(event.is.key);
    if (!own) return;
    seen.events += event.epoch === b.epoch || refuse(`it says it is of epoch ${event.epoch}`);
    if (opens) {
      seen.carry_in = within('carry-in', () => read_carry(blob_of((seen.epoch = open_epoch(event)).carry_in, true)));
    } else if (ends) {
      check_seal(e, seen.seal = event.is);
      within('carry-out', () => blob_of(event.is.carry_out, true));
    } else {
      if (e.name === 'reasonforge@1') (laws[event.name] ?? refuse('reasonforge has no such event'))(e, event, event.is);
      ++e.kinds[event.kind];
      seen.replies += event.name === 'reply_recorded';
      const refs = [event.is?.body, event.is?.prompt, event.is?.truth].filter((r) => r?.sha256.length);
      seen.payloads += refs.length, seen.absent += refs.filter((r) => !blob_of(r)).length;
    }
  }));
  for (const [name, blob] of b.blobs) need(blob.named, 'no event of the epoch names it', `blob ${name}`);
  return seen;
}
const text_of = (v) => (Buffer.isBuffer(v) ? hex(v) : String(v));
function compare(b, { epoch: e, seal, carry_in }, netuid) {
  let first = null, sealed = b.tree.size - 1n;
  const same = (event, uid, field, ...both) => {
    const [recorded, computed] = both.map(text_of);
    if (recorded !== computed) first ??= { event, uid, field, recorded, computed };
  };
  const plan = e.open.length ? draw_tasks(e, seal.secret, netuid) : [], fields = ['id', 'domain', 'trap', 'asked'];
  const same_draw = (t) => t.source < 2 && fields.every((f) => text_of(t[f]) === text_of(plan[t.ordinal][f]));
  for (const task of e.open.filter((t) => t.source === 0))
    for (const field of ['id', 'domain', 'difficulty', 'trap', 'asked'])
      same(task.event, null, `task ${task.ordinal} ${field}`, task[field], plan[task.ordinal][field]);
  const partial = why_partial(e), { scores, carry } = score_epoch(e, carry_in);
  const [rows, withheld] = partial ? [[], partial] : emit(e, scores);
  const kept = partial ? carry_in.filter((c) => e.seats.some((s) => s.account.equals(c.account))) : carry;
  scores.forEach((v, at) => same(sealed, e.seats[at].uid, 'score', bits_of(seal.scores[at]), bits_of(v)));
  same(sealed, null, 'withheld', seal.withheld, withheld);
  seal.weights.slice(0, rows.length).forEach((w, i) => {
    same(sealed, null, "weight's uid", w.uid, rows[i].uid);
    same(sealed, w.uid, 'weight', w.value, rows[i].value);
  });
  same(sealed, null, 'number of weights', seal.weights.length, rows.length);
  const carry_out = encode_carry(kept.sort((x, y) => Buffer.compare(x.account, y.account)));
  same(sealed, null, 'carry-out', seal.carry_out.sha256, sha256(carry_out));
  same(sealed, null, 'score digest', seal.digest, score_digest(e.seats, scores, rows));
  const drawn = e.open.filter((t) => t.source === 0 || same_draw(t)).length;
  return { first, drawn, weights: rows.length, withheld };
}
function audit(file, given) {
  let b = null;
  try { b = read_bundle(file); } catch (e) { throw e instanceof refusal ? e : new refusal('no bundle', 'the file'); }
  check_tree(b);
  const { epoch: e, seal, ...seen } = walk(b), key = given ?? seen.key, scored = e.name === 'reasonforge@1';
  const earlier = b.earlier.map(({ bytes, number }) => within(`event ${number}`, () => read_event(bytes, number)));
  const birth = earlier[0]?.name === 'log_created' ? earlier[0] : refuse('no log_created', 'section earlier');
  need(!birth.seq && birth.is.origin === b.note.origin, 'the note is of another log than the events', 'note');
  within('note', () => check_signature(b.note, key));
  const any = (name, fits) => earlier.some((x) => x.name === name && fits(x, x.is));
  const is = (h, o) => h?.equals(o), of = e.number, in_time = (c) => c.before_block <= e.block;
  const committed = any('secret_committed', (x, c) => x.epoch === of && in_time(c) && is(c.secret_hash, e.secret_hash));
  const follows = any('epoch_sealed', (x, s) => x.epoch + 1 === of && is(s.carry_out?.sha256, e.carry_in.sha256));
  const c = scored ? compare(b, { epoch: e, seal, carry_in: seen.carry_in }, birth.is.netuid)
                   : { weights: seal.weights.length, withheld: seal.withheld, drawn: 0 };
  const absent = seen.absent ? `, ${seen.absent} payloads not in the bundle` : '';
  const proved = scored ? `verified${absent}` : `proved${absent}; the scores of ${e.name} are not checked here`;
  return { exit: !scored ? 3 : c.first ? 1 : 0, epoch: e.number, mechanism: e.name, agrees: scored ? !c.first : null,
    verdict: c.first ? 'DIFFERS' : proved, opened: b.opened, sealed: b.tree.size - 1n, events: seen.events,
    seats: e.seats.length, tasks: scored ? e.open.length : e.tasks, replies: seen.replies, weights: c.weights,
    withheld: c.withheld, score_digest: hex(seal.digest), carry_in: hex(e.carry_in.sha256), payloads: seen.payloads,
    carry_out: hex(seal.carry_out.sha256), events_withheld: seen.hidden, tasks_drawn_again: c.drawn,
    payloads_pruned: seen.absent, signed_checkpoint: true, note_size: b.note.size, key: key.text, key_given: !!given,
    key_on_record: !given && key.text !== birth.is.key, secret_committed: committed, carry_follows: follows,
    ...(c.first && { first_difference: c.first }) };
}
// ---- the command ---------------------------------------------------------------------------------------------
const counted = (name, v) => (['bigint', 'number'].includes(typeof v) && !['epoch', 'uid'].includes(name) ? `${v}` : v);
function describe(path, r) {
  if (r.error) return `${path}: ${r.where}: ${r.error}`;
  const d = r.first_difference, weights = r.withheld ? 'withheld' : `${r.weights} weights`;
  return [`epoch ${r.epoch}  ${r.mechanism}  ${r.events} events  ${weights}  ${r.verdict}`, `digest ${r.score_digest}`,
    `signed by ${r.key} (${r.key_given ? 'as given' : 'as the epoch records it; --key checks it'})`,
    ...(d ? [`event ${d.event}, uid ${d.uid ?? 'none'}, ${d.field}`, `was ${d.recorded}`, `is  ${d.computed}`] : []),
    ...(r.events_withheld ? [`${r.events_withheld} events withheld: that none is the epoch's is its seal's word`] : []),
    ...(r.secret_committed ? [] : ['on record: that its secret was committed to before its block'])].join('\n  ');
}
function main(args) {
  const files = [], usage = (why) => { console.error(`verify: ${why}\n${help}`); return 64; };
  let as_json = false, key = null;
  if (args.includes('--help') || args.includes('-h')) { console.log(help); return 0; }
  for (let i = 0; i < args.length; ++i) {
    if (args[i] === '--json') as_json = true;
    else if (args[i] === '--key' && i + 1 < args.length) {
      try { key = read_key(args[++i]); } catch (e) { return usage(`--key: ${e.message}`); }
    } else if (args[i].startsWith('-')) return usage(`${args[i]} is not known, or wants a value`);
    else files.push(args[i]);
  }
  if (!files.length) return usage('a file is needed');
  const exits = files.map((path) => {
    let told = null;
    try {
      need(statSync(path).isFile() && statSync(path).size <= most.file, `no file of at most ${most.file} bytes`);
      told = audit(readFileSync(path), key);
    } catch (e) {
      if (!(e instanceof refusal) && !e.syscall) throw e;  // a mistake of this program is no verdict
      told = { exit: 2, error: e.message, where: e.where?.replace(/, $/, '') || 'the file', advice: '' };
    }
    const { exit, ...r } = told, safe = (c) => (c === '\n' ? c : `\\x${c.charCodeAt(0).toString(16)}`);
    if (as_json) console.log(JSON.stringify(files.length > 1 ? { file: path, ...r } : r, counted));
    else console[exit === 2 ? 'error' : 'log'](describe(path, r).replace(/[\0-\x1f\x7f-\x9f]/g, safe));
    return exit;
  });
  return [2, 1, 3, 0].find((worst) => exits.includes(worst));
}
process.exitCode = main(process.argv.slice(2));
