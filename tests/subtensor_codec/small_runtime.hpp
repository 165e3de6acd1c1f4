// small_runtime: the metadata of a runtime that never was, written by hand
// after the layout of frame-metadata 14 and 15, so that a lone clone tests
// everything: two pallets, a call that holds calls, events, errors, storage
// with every hasher, the signed extensions of a real chain.
#pragma once

#include "actors/chain/subtensor/metadata.hpp"

namespace rf::subtensor {

struct small_runtime_options {
    std::uint8_t version = 14, extrinsic_version = 4;
    // One more signed extension at the end, of the types of these names below.
    std::string extension = {}, extra = "nothing", implicit = "nothing";
};
byte_vec small_runtime_bytes(const small_runtime_options& options = {});
const metadata& small_runtime();  // of version 14

// The number of a type by the name that the writer gave it: "u8", "weights",
// "bits", "tree", "map", "wide", "signed", ...
type_id small_type(std::string_view name);

}  // namespace rf::subtensor
