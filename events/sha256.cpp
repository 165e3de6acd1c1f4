#include "events/sha256.hpp"

#include <openssl/evp.h>

#include "events/result.hpp"

namespace rf {
namespace {

// Fetching a digest by name takes longer than hashing an event, so it is done
// once; a context is reused by each thread.
const EVP_MD* digest() {
    static EVP_MD* const md = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    RF_REQUIRE(md != nullptr);
    return md;
}

struct context_holder {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~context_holder() { EVP_MD_CTX_free(context); }
};

EVP_MD_CTX* begin() {
    static thread_local context_holder holder;
    RF_REQUIRE(EVP_DigestInit_ex2(holder.context, digest(), nullptr) == 1);
    return holder.context;
}

hash32 finish_into(EVP_MD_CTX* context) {
    hash32 out;
    RF_REQUIRE(EVP_DigestFinal_ex(context, out.b.data(), nullptr) == 1);
    return out;
}

}  // namespace

hash32 sha256(byte_view data) {
    EVP_MD_CTX* context = begin();
    RF_REQUIRE(EVP_DigestUpdate(context, data.data(), data.size()) == 1);
    return finish_into(context);
}

hash32 sha256(std::initializer_list<byte_view> parts) {
    EVP_MD_CTX* context = begin();
    for (byte_view part : parts) RF_REQUIRE(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
    return finish_into(context);
}

sha256_stream::sha256_stream() : context_(EVP_MD_CTX_new()) {
    RF_REQUIRE(EVP_DigestInit_ex2(static_cast<EVP_MD_CTX*>(context_), digest(), nullptr) == 1);
}
sha256_stream::~sha256_stream() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void sha256_stream::add(byte_view piece) {
    RF_REQUIRE(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), piece.data(), piece.size()) == 1);
}

hash32 sha256_stream::finish() {
    auto* context = static_cast<EVP_MD_CTX*>(context_);
    hash32 out = finish_into(context);
    RF_REQUIRE(EVP_DigestInit_ex2(context, digest(), nullptr) == 1);
    return out;
}

}  // namespace rf
