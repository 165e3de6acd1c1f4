# carry: what crosses from one epoch to the next. Format 0 (draft).
#
# A blob, canonical as an event is, never pruned. Entries are sorted by
# account; one that is all zero is left out.
@0xd2c1f7a08be54c36;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("rf::schema");

struct Carry {
  mechanism @0 :Text;
  version @1 :UInt16;
  entries @2 :List(CarryEntry);
}

struct CarryEntry {
  account @0 :Data;
  streak @1 :UInt32;          # reasonforge
  score @2 :Float64;          # ema_feed
  history @3 :List(Float64);  # aml_ensemble
  tier3 @4 :Float64;          # aml_ensemble
  tier3Epoch @5 :UInt32;      # aml_ensemble
}
