# event: every fact a log can hold. Format 1.
#
# An event is one canonical Cap'n Proto struct (one segment, no segment table,
# `capnp::canonicalize`): equal facts have equal bytes. It is at most 64 KiB.
# Fields are added at the end and never renumbered; a reader ignores what it
# does not know, except a kind: an unknown kind is refused by a fold.
#
# Rules every event keeps (events/codec.hpp checks them):
#   - a float is finite; an account is one type byte and its bytes; a hash has
#     32 bytes; a task id has 16; an enumerant is known;
#   - `salt` is 32 random bytes exactly where `disclosure` is not public, so
#     that a withheld event's leaf hash cannot be guessed from its few bits.
@0xb1a6f0c2d83e9d57;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("rf::schema");

enum Disclosure {
  public @0;
  afterSeal @1;    # once the epoch's epochSealed is in the log
  afterReveal @2;  # once the epoch's weights are revealed on the chain
  private @3;      # never leaves this validator
}

enum StreamKind {
  log @0;     # id: empty
  chain @1;   # id: empty; a log has one chain
  epoch @2;   # id: empty; the number is in `epoch`
  task @3;    # id: 16 bytes
  miner @4;   # id: an account
}

struct Event {
  seq @0 :UInt64;         # its number in this log, dense from 0
  timeNs @1 :Int64;       # UTC; for people, never read by a fold
  term @2 :UInt64;        # of the writing process: +1 at every start
  cause @3 :UInt64;       # the event it follows from; its own number where none
  epoch @4 :UInt32;       # this log's own counter; 0 = outside any epoch
  disclosure @5 :Disclosure;
  stream @6 :StreamKind;
  streamId @7 :Data;
  salt @8 :Data;

  union {
    # the log
    logCreated @9 :LogCreated;
    writerStarted @10 :WriterStarted;
    writerStopped @11 :WriterStopped;
    logRepaired @12 :LogRepaired;
    keyRotated @13 :KeyRotated;
    parametersSet @14 :ParametersSet;
    clockObserved @15 :ClockObserved;
    logArchived @16 :LogArchived;
    blobsPruned @17 :BlobsPruned;
    carryImported @18 :CarryImported;
    alarmRaised @19 :AlarmRaised;
    alarmCleared @20 :AlarmCleared;
    actorRestarted @21 :ActorRestarted;

    # the chain
    chainConnected @22 :ChainConnected;
    chainDisconnected @23 :ChainDisconnected;
    blockObserved @24 :BlockObserved;
    reorgObserved @25 :ReorgObserved;
    metagraphObserved @26 :MetagraphObserved;
    hyperparametersObserved @27 :HyperparametersObserved;
    runtimeChanged @28 :RuntimeChanged;
    uidHandedOver @29 :UidHandedOver;
    weightRowObserved @30 :WeightRowObserved;
    scoresPublished @31 :ScoresPublished;
    rootCommitted @32 :RootCommitted;

    # the weights of an epoch, on their way to the chain
    weightsIntended @33 :WeightsIntended;
    weightsWithheld @34 :WeightsWithheld;
    weightsSigned @35 :WeightsSigned;
    weightsSubmitted @36 :WeightsSubmitted;
    weightsIncluded @37 :WeightsIncluded;
    weightsFinalised @38 :WeightsFinalised;
    weightsReadBack @39 :WeightsReadBack;
    weightsRefused @40 :WeightsRefused;

    # an epoch
    secretCommitted @41 :SecretCommitted;
    epochOpened @42 :EpochOpened;
    epochSealed @43 :EpochSealed;

    # a task, and its questions to miners
    taskOpened @44 :TaskOpened;
    requestSent @45 :RequestSent;
    replyRecorded @46 :ReplyRecorded;
    replyVerified @47 :ReplyVerified;
    taskClosed @48 :TaskClosed;

    # a miner
    minerSeen @49 :MinerSeen;
    minerHealthChanged @50 :MinerHealthChanged;
    resultNotified @51 :ResultNotified;

    # what mechanisms need beside replies
    trafficCounted @52 :TrafficCounted;
    groundTruthArrived @53 :GroundTruthArrived;
  }
}

# ---- parts ------------------------------------------------------------------

enum Codec { none @0; zstd @1; }

# Bytes too large or too secret for an event. Named by the SHA-256 of the
# uncompressed bytes. A blob that is not public begins with 32 random bytes.
struct BlobRef {
  sha256 @0 :Data;
  length @1 :UInt64;
  codec @2 :Codec;
}

struct Parameter {
  name @0 :Text;
  union {
    number @1 :Float64;
    integer @2 :UInt64;
    flag @3 :Bool;
    text @4 :Text;
  }
}

struct Seat { uid @0 :UInt16; account @1 :Data; }
struct WeightEntry { uid @0 :UInt16; value @1 :UInt16; }
struct KindCount { kind @0 :UInt16; count @1 :UInt32; }
struct Head { size @0 :UInt64; root @1 :Data; }

# ---- the log ----------------------------------------------------------------

enum ChainKind { embedded @0; subtensor @1; evm @2; synthetic @3; }
enum HashAlgorithm { sha256Rfc6962 @0; }
enum SignatureAlgorithm { ed25519Note @0; }

struct LogCreated {           # event 0, and only there
  format @0 :UInt16;
  origin @1 :Text;            # the name in every checkpoint
  hash @2 :HashAlgorithm;
  signature @3 :SignatureAlgorithm;
  chain @4 :ChainKind;
  genesis @5 :Data;           # the chain's genesis hash
  netuid @6 :UInt16;
  mechanismId @7 :UInt8;      # the chain's number for sub-mechanisms, not ours
  validator @8 :Data;         # account
  verificationKey @9 :Text;   # of the log's notes, as "name+hash+base64"
  predecessor @10 :Predecessor;
}
struct Predecessor { origin @0 :Text; head @1 :Head; }

struct WriterStarted { program @0 :Text; version @1 :Text; foldVersion @2 :UInt16; }
struct WriterStopped { reason @0 :Text; }
struct LogRepaired {          # the very next event after a torn tail was cut
  acknowledged @0 :Head;      # the anchor
  found @1 :Head;             # what was left, at or above it
  what @2 :Text;
}
struct KeyRotated { verificationKey @0 :Text; reason @1 :Text; }
struct ParametersSet {        # takes effect when the next epoch opens
  mechanism @0 :Text;
  version @1 :UInt16;
  chosen @2 :List(Parameter);
  reason @3 :Text;
}
struct ClockObserved { validatorTimeNs @0 :Int64; jumpNs @1 :Int64; }
struct LogArchived { firstSeq @0 :UInt64; endSeq @1 :UInt64; root @2 :Data; segment @3 :BlobRef; }
struct BlobsPruned { throughEpoch @0 :UInt32; count @1 :UInt64; bytes @2 :UInt64; }
struct CarryImported { source @0 :Text; carry @1 :BlobRef; }
struct AlarmRaised { name @0 :Text; detail @1 :Text; }
struct AlarmCleared { name @0 :Text; }
struct ActorRestarted { actor @0 :Text; times @1 :UInt32; reason @2 :Text; }

# ---- the chain --------------------------------------------------------------

struct ChainConnected { endpoint @0 :Text; genesis @1 :Data; specVersion @2 :UInt32; }
struct ChainDisconnected { endpoint @0 :Text; reason @1 :Text; }
struct BlockObserved { number @0 :UInt64; hash @1 :Data; finalised @2 :Bool; }
struct ReorgObserved { fromNumber @0 :UInt64; fromHash @1 :Data; toNumber @2 :UInt64; toHash @3 :Data; }

struct Neuron {
  uid @0 :UInt16;
  account @1 :Data;
  stake @2 :Float64;          # in the chain's own unit
  permit @3 :Bool;
  ip @4 :Text;
  port @5 :UInt16;
  lastUpdate @6 :UInt64;
}
struct MetagraphObserved {    # at most 256 neurons an event; the last part completes it
  block @0 :UInt64;
  part @1 :UInt16;
  parts @2 :UInt16;
  neurons @3 :List(Neuron);
}
struct HyperparametersObserved {
  block @0 :UInt64;
  tempo @1 :UInt32;
  weightsRateLimit @2 :UInt64;
  versionKey @3 :UInt64;
  minWeights @4 :UInt16;
  maxWeight @5 :UInt16;
  commitReveal @6 :Bool;
  revealPeriod @7 :UInt64;
}
struct RuntimeChanged { fromSpec @0 :UInt32; toSpec @1 :UInt32; metadata @2 :BlobRef; }
struct UidHandedOver { uid @0 :UInt16; from @1 :Data; to @2 :Data; block @3 :UInt64; }
struct WeightRowObserved { block @0 :UInt64; validator @1 :Data; stake @2 :Float64; row @3 :List(WeightEntry); }
struct PublishedScore { uid @0 :UInt16; score @1 :Float64; }
struct ScoresPublished { validator @0 :Data; stake @1 :Float64; task @2 :Data; scores @3 :List(PublishedScore); }
struct RootCommitted { head @0 :Head; block @1 :UInt64; extrinsic @2 :Data; }

# ---- weights ----------------------------------------------------------------

enum WeightCall { set @0; commit @1; reveal @2; commitTimelocked @3; }

struct WeightsIntended {
  weights @0 :List(WeightEntry);
  versionKey @1 :UInt64;
  call @2 :WeightCall;
  metagraphBlock @3 :UInt64;  # the read that dropped accounts without a uid
  dropped @4 :List(Seat);
}
struct WeightsWithheld { reason @0 :Text; }
struct WeightsSigned {        # durable before a byte is sent; the same bytes are resent
  call @0 :WeightCall;
  payload @1 :BlobRef;
  hash @2 :Data;
  nonce @3 :UInt64;
  eraFrom @4 :UInt64;
  eraTo @5 :UInt64;
}
struct WeightsSubmitted { hash @0 :Data; endpoint @1 :Text; attempt @2 :UInt32; }
struct WeightsIncluded { hash @0 :Data; block @1 :UInt64; blockHash @2 :Data; index @3 :UInt32; }
struct WeightsFinalised { hash @0 :Data; block @1 :UInt64; blockHash @2 :Data; }
struct WeightsReadBack { block @0 :UInt64; agrees @1 :Bool; row @2 :List(WeightEntry); }
struct WeightsRefused { hash @0 :Data; reason @1 :Text; pallet @2 :Text; error @3 :Text; final @4 :Bool; }

# ---- an epoch ---------------------------------------------------------------

struct SecretCommitted { secretHash @0 :Data; beforeBlock @1 :UInt64; }

struct EpochOpened {
  mechanism @0 :Text;
  version @1 :UInt16;
  foldVersion @2 :UInt16;
  parameters @3 :List(Parameter);   # all of them, sorted by name
  seats @4 :List(Seat);             # account -> uid, frozen; ascending uid; at most 1024
  carryIn @5 :BlobRef;
  secretHash @6 :Data;
  block @7 :UInt64;
  blockHash @8 :Data;
  closesBlock @9 :UInt64;
  tasks @10 :UInt32;                # how many will be opened
  verificationKey @11 :Text;        # in force for the checkpoint at its seal, unless rotated before
}

struct EpochSealed {
  scores @0 :List(Float64);         # one a seat of epochOpened, in its order
  weights @1 :List(WeightEntry);    # ascending uid, zeros dropped
  withheld @2 :Text;                # the reason; empty where weights are emitted
  digest @3 :Data;
  carryOut @4 :BlobRef;
  secret @5 :Data;                  # revealed: SHA-256 of it was committed before
  kinds @6 :List(KindCount);        # how many events of each kind the epoch has, this one not counted
  block @7 :UInt64;
}

# ---- a task -----------------------------------------------------------------

enum TaskSource { drawn @0; file @1; request @2; feed @3; }

struct TaskOpened {
  ordinal @0 :UInt16;          # its place in the epoch, dense from 0
  source @1 :TaskSource;
  domain @2 :UInt8;
  difficulty @3 :UInt8;
  trap @4 :Bool;
  previouslyUnsolved @5 :Bool;
  prompt @6 :BlobRef;
  truth @7 :BlobRef;           # private
  timeoutMs @8 :UInt32;
  deadlineBlock @9 :UInt64;
  asked @10 :List(UInt16);     # uids, ascending
  alerts @11 :UInt32;          # aml_ensemble: how many are in the batch
  generator @12 :Text;         # of a drawn task: who made prompt and truth from the seed, "name@version"
}

struct RequestSent {
  task @0 :UInt16;             # ordinal; the stream names the id
  uid @1 :UInt16;
  account @2 :Data;
  requestId @3 :Data;          # a fresh uuid, 16 bytes
  bodyHash @4 :Data;
  endpoint @5 :Text;
  attempt @6 :UInt16;          # 1 for the first
}

enum Outcome {
  answered @0;
  timeout @1;
  badHash @2;
  connectFailed @3;
  disconnected @4;
  httpError @5;
  redirected @6;
  malformed @7;
  oversized @8;
  emptyAnswer @9;
  wrongTask @10;
  refusedByMiner @11;
  crashed @12;                 # ours: the validator went down
  noDisk @13;                  # ours
  ownNetwork @14;              # ours
}
enum Fault { nobody @0; miner @1; validator @2; }

struct ReplyRecorded {
  task @0 :UInt16;
  uid @1 :UInt16;
  account @2 :Data;
  outcome @3 :Outcome;
  fault @4 :Fault;             # `validator` makes the attempt void
  latencyNs @5 :UInt64;        # the edge's monotonic clock
  httpStatus @6 :UInt16;
  body @7 :BlobRef;            # sha256 empty where there was none
  detail @8 :Text;
  attempt @9 :UInt16;
  minerSignature @10 :Data;    # sr25519, 64 bytes, over what events/receipt.hpp says; absent where there is none
}

struct Check { checker @0 :Text; version @1 :UInt16; value @2 :Float64; note @3 :Text; }

enum FeedState { completed @0; failed @1; pending @2; }
struct FeedResult { state @0 :FeedState; ms @1 :UInt64; quality @2 :Float64; }
struct AlertScore { alert @0 :UInt32; score @1 :Float64; }

struct Observation {
  union {
    none @0 :Void;
    reasonforge :group {
      quality @1 :Float64;
      accuracy @2 :Float64;
      novelty @3 :Float64;
      efficiency @4 :Float64;
      similarity @5 :Float64;
    }
    emaFeed :group { results @6 :List(FeedResult); }
    judgeEpm :group { criteria @7 :List(Float64); }   # seven
    amlEnsemble :group {
      tier1 @8 :Bool;
      tier2 @9 :Float64;
      scores @10 :List(AlertScore);                   # ascending alert
    }
    hetuConsensus :group { answer @11 :Data; }        # SHA-256 of the normalised answer
  }
}

struct ReplyVerified {
  task @0 :UInt16;
  uid @1 :UInt16;
  account @2 :Data;
  checks @3 :List(Check);
  seen @4 :Observation;
}

enum TaskEnd { complete @0; deadline @1; cancelled @2; }
struct TaskClosed { ordinal @0 :UInt16; why @1 :TaskEnd; }

# ---- a miner ----------------------------------------------------------------

struct MinerSeen { account @0 :Data; uid @1 :UInt16; endpoint @2 :Text; protocol @3 :Text; }
enum MinerHealth { ready @0; slow @1; failing @2; suspended @3; }
struct MinerHealthChanged { account @0 :Data; health @1 :MinerHealth; reason @2 :Text; }
struct ResultNotified { account @0 :Data; delivered @1 :Bool; }

# ---- mechanisms -------------------------------------------------------------

struct EdgeCount { uid @0 :UInt16; edges @1 :UInt64; }
struct TrafficCounted { windowMinutes @0 :Float64; edges @1 :List(EdgeCount); }  # judge_epm, once an epoch
struct SettledScore { account @0 :Data; tier3 @1 :Float64; }
struct GroundTruthArrived {    # aml_ensemble; `epoch` of the envelope is the open one
  task @0 :Data;
  submittedEpoch @1 :UInt32;
  truth @2 :BlobRef;
  settled @3 :List(SettledScore);
}
