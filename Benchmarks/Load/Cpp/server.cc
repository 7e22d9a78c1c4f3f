// The Satellite server in C++ that ours is measured against: gRPC C++ with its defaults, synchronous.
//
//   server --certs DIR --width N --height N --bytes N [--flush-every N]
//
// Serves images that are all alike, in plaintext, over TLS and over mutual TLS, and prints
// `listening plain=PORT tls=PORT mutual=PORT` when it does. With --flush-every, messages are hinted to be held back until
// every Nth: without it each is a system call.
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <iostream>

#include "files.h"
#include "satellite.grpc.pb.h"

namespace {

class Satellite final : public satellite::Satellite::Service {
 public:
  Satellite(int width, int height, int bytes, int flush_every)
      : width_(width), height_(height), flush_every_(flush_every), img_(bytes, '%') {}

  grpc::Status GetImage(grpc::ServerContext*, const satellite::Location* at, satellite::Image* image) override {
    if (!Has(*at)) return OutOfRange();
    Fill(at->x(), at->y(), image);
    return grpc::Status::OK;
  }

  grpc::Status GetImages(grpc::ServerContext*, const satellite::Area* area,
                         grpc::ServerWriter<satellite::Image>* writer) override {
    if (!area->has_ll() || !area->has_ur() || !Has(area->ll()) || !Has(area->ur())) return OutOfRange();
    satellite::Image image;
    long sent = 0;
    for (int y = area->ur().y(); y >= area->ll().y(); y--) {
      for (int x = area->ll().x(); x <= area->ur().x(); x++) {
        Fill(x, y, &image);
        // Never on the first message, which can then wait for ever.
        grpc::WriteOptions options;
        if (sent % flush_every_ != 0) options.set_buffer_hint();
        sent++;
        if (!writer->Write(image, options)) return grpc::Status::CANCELLED;
      }
    }
    return grpc::Status::OK;
  }

 private:
  bool Has(const satellite::Location& at) const {
    return at.x() >= 0 && at.x() < width_ && at.y() >= 0 && at.y() < height_;
  }

  void Fill(int x, int y, satellite::Image* image) const {
    image->set_x(x);
    image->set_y(y);
    image->set_img(img_);
  }

  static grpc::Status OutOfRange() { return {grpc::StatusCode::OUT_OF_RANGE, "not on the map"}; }

  const int width_, height_, flush_every_;
  const std::string img_;
};

std::shared_ptr<grpc::ServerCredentials> Tls(const std::string& certs, grpc_ssl_client_certificate_request_type clients) {
  grpc::SslServerCredentialsOptions options(clients);
  options.pem_root_certs = ReadFile(certs + "/ca-cert.pem");
  options.pem_key_cert_pairs = {{ReadFile(certs + "/server-key.pem"), ReadFile(certs + "/server-cert.pem")}};
  return grpc::SslServerCredentials(options);
}

}  // namespace

int main(int count, char** arguments) try {
  Options options(count, arguments, 1);
  std::string certs = options.Text("--certs");
  Satellite service(options.Number("--width", 1), options.Number("--height", 1), options.Number("--bytes", 1),
                    options.Number("--flush-every", 1));
  int plain = 0, tls = 0, mutual = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &plain);
  builder.AddListeningPort("127.0.0.1:0", Tls(certs, GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE), &tls);
  builder.AddListeningPort("127.0.0.1:0", Tls(certs, GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY), &mutual);
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::printf("listening plain=%d tls=%d mutual=%d\n", plain, tls, mutual);
  std::fflush(stdout);
  server->Wait();
} catch (const std::exception& e) {
  std::cerr << e.what() << std::endl;
  return 1;
}
