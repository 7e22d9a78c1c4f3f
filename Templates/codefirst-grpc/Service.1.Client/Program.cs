using CodeFirst.Grpc.Client;
using Grpc.Net.Client;
using Service._1.Contracts;

string address = args is [var given] ? given : "http://localhost:5080";
using GrpcChannel channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions().UseCompiledContracts());
IGreeter greeter = channel.CreateGrpcService<IGreeter>();

Greeting greeting = await greeter.SayHello(new HelloRequest { Name = "world" });
Console.WriteLine(greeting.Text);

await foreach (Greeting next in greeter.SayHellos(new HelloRequest { Name = "world", Times = 3 }))
{
    Console.WriteLine(next.Text);
}
