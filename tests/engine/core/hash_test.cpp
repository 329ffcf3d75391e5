#include "engine/core/hash.hpp"

#include "tests/support/catch.hpp"

using namespace assay;

// FIPS 180-2, appendix B, and the example of the empty message from NIST's test vectors.
TEST_CASE("SHA-256 gives the known answers of FIPS 180") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a digest does not depend on how the bytes were cut") {
  const std::string text(1000, 'q');
  for (const std::size_t cut : {0U, 1U, 55U, 56U, 63U, 64U, 65U, 999U}) {
    Sha256 hash;
    hash.update(text.substr(0, cut)).update(text.substr(cut));
    CHECK(to_hex(hash.digest()) == sha256_hex(text));
  }
  CHECK(sha256_hex(text) != sha256_hex(text + "q"));
}

TEST_CASE("a key is the digest's first eight bytes, little endian") {
  CHECK(sha256_key("abc") == 0xeacf018fbf1678baULL);
}
