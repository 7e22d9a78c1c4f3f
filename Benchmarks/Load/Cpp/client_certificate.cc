// Gives h2load a client certificate, for which it has no option: a library that is loaded before OpenSSL, of which h2load asks a context.
// LOAD_CERTIFICATE and LOAD_KEY name the files.

#include <dlfcn.h>
#include <openssl/ssl.h>

#include <cstdio>
#include <cstdlib>

namespace {

const char* Setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

extern "C" SSL_CTX* SSL_CTX_new(const SSL_METHOD* method) {
  using Original = SSL_CTX* (*)(const SSL_METHOD*);
  SSL_CTX* context = reinterpret_cast<Original>(dlsym(RTLD_NEXT, "SSL_CTX_new"))(method);
  if (SSL_CTX_use_certificate_chain_file(context, Setting("LOAD_CERTIFICATE")) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, Setting("LOAD_KEY"), SSL_FILETYPE_PEM) != 1) {
    std::fputs("LOAD_CERTIFICATE and LOAD_KEY have to name a client's certificate and its key\n", stderr);
    std::exit(2);
  }
  return context;
}
