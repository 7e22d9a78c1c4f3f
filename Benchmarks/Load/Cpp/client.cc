// The Satellite client in C++ that ours is measured against: gRPC C++ with its defaults, synchronous.
//
// Takes the commands, options and arguments of the C# client's `stream`, `unary` and `many`, and prints the same.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

#include "files.h"
#include "satellite.grpc.pb.h"

namespace {

using Clock = std::chrono::steady_clock;
using Stub = satellite::Satellite::Stub;

double SecondsSince(Clock::time_point began) { return std::chrono::duration<double>(Clock::now() - began).count(); }

std::shared_ptr<grpc::ChannelCredentials> Credentials(const std::string& security, const std::string& certs) {
  if (security == "plain") return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = ReadFile(certs + "/ca-cert.pem");
  if (security == "mutual") {
    tls.pem_private_key = ReadFile(certs + "/client-key.pem");
    tls.pem_cert_chain = ReadFile(certs + "/client-cert.pem");
  }
  return grpc::SslCredentials(tls);
}

satellite::Area Request(const std::string& area, long* cells) {
  int width = 0, height = 0;
  if (std::sscanf(area.c_str(), "%dx%d", &width, &height) != 2) throw std::invalid_argument("not an area: " + area);
  satellite::Area request;
  request.mutable_ll();
  request.mutable_ur()->set_x(width - 1);
  request.mutable_ur()->set_y(height - 1);
  *cells = static_cast<long>(width) * height;
  return request;
}

void Check(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

void Streams(Stub* stub, const Options& options) {
  int warm_up = options.Number("--warm-up", 0), streams = options.Number("--streams", 1);
  long cells = 0;
  satellite::Area request = Request(options.Text("--area"), &cells);
  for (int i = 0; i < warm_up + streams; i++) {
    auto began = Clock::now();
    grpc::ClientContext context;
    auto reader = stub->GetImages(&context, request);
    satellite::Image image;
    long count = 0, bytes = 0;
    for (; reader->Read(&image); count++) bytes += image.img().size();
    Check(reader->Finish());
    // One image too few, or of the wrong size, must not look fast.
    if (count != cells || bytes != cells * options.Number("--bytes", 1)) throw std::runtime_error("another number of images or bytes came");
    if (i >= warm_up) std::printf("%.6f\n", SecondsSince(began));
  }
}

void Unary(Stub* stub, const Options& options) {
  int warm_up = options.Number("--warm-up", 0), calls = options.Number("--calls", 1);
  std::vector<double> times;
  satellite::Location location;
  location.set_x(3);
  location.set_y(4);
  for (int i = 0; i < warm_up + calls; i++) {
    auto began = Clock::now();
    grpc::ClientContext context;
    satellite::Image image;
    Check(stub->GetImage(&context, location, &image));
    if (image.x() != 3 || image.img().empty()) throw std::runtime_error("another image came");
    if (i >= warm_up) times.push_back(SecondsSince(began) * 1e6);
  }
  std::sort(times.begin(), times.end());
  std::printf("%.1f %.1f\n", times[times.size() / 2], times[times.size() * 99 / 100]);
}

// Each count in a cache line of its own.
struct alignas(64) Count {
  std::atomic<long> images{0};
};

void Many(Stub* stub, const Options& options) {
  int streams = options.Number("--streams", 1), seconds = options.Number("--seconds", 1);
  long cells = 0;
  satellite::Area request = Request(options.Text("--area"), &cells);
  std::vector<Count> counts(streams);
  for (Count& count : counts) {
    std::thread([stub, &request, &count] {
      for (;;) {
        grpc::ClientContext context;
        auto reader = stub->GetImages(&context, request);
        for (satellite::Image image; reader->Read(&image);) count.images++;
        if (!reader->Finish().ok()) std::abort();
      }
    }).detach();
  }
  auto snapshot = [&counts] {
    std::vector<long> taken;
    for (Count& count : counts) taken.push_back(count.images);
    return taken;
  };
  for (int waited = 0; waited < 2000; waited++) {
    auto now = snapshot();
    if (*std::min_element(now.begin(), now.end()) > 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }

  auto before = snapshot();
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  auto after = snapshot();
  long sum = 0;
  for (int i = 0; i < streams; i++) sum += after[i] -= before[i];
  std::sort(after.begin(), after.end());
  long median = after[streams / 2];
  std::printf("%ld %.2f\n", sum / seconds, median > 0 ? static_cast<double>(after[0]) / median : 0.0);
  std::fflush(stdout);
  // The streams go on until the process ends.
  std::_Exit(0);
}

}  // namespace

int main(int count, char** arguments) try {
  std::string command = count > 1 ? arguments[1] : "";
  Options options(count, arguments, 2);
  auto channel = grpc::CreateChannel(options.Text("--server"), Credentials(options.Text("--security"), options.Text("--certs")));
  auto stub = satellite::Satellite::NewStub(channel);
  if (command == "stream") Streams(stub.get(), options);
  else if (command == "unary") Unary(stub.get(), options);
  else if (command == "many") Many(stub.get(), options);
  else throw std::invalid_argument("client stream|unary|many --OPTION VALUE...");
} catch (const std::exception& e) {
  std::cerr << e.what() << std::endl;
  return 1;
}
