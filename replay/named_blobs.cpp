#include "replay/named_blobs.hpp"

#include <capnp/dynamic.h>

namespace rf {

void each_named_blob(event_reader event,
                     const std::function<void(const hash32& name, std::uint64_t length)>& use) {
    capnp::DynamicStruct::Reader whole(event);
    KJ_IF_MAYBE (kind, whole.which()) {
        const auto body = whole.get(*kind).as<capnp::DynamicStruct>();
        const auto blob_ref = capnp::Schema::from<schema::BlobRef>();
        for (const auto field : body.getSchema().getFields()) {
            if (!field.getType().isStruct() || field.getType().asStruct() != blob_ref) continue;
            const auto ref = body.get(field).as<schema::BlobRef>();
            if (const auto name = as_hash(bytes_of(ref.getSha256()))) use(*name, ref.getLength());
        }
    }
}

}  // namespace rf
