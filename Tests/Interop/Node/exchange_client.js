// Calls an Exchange server and prints how each call ended, one JSON object a line.
//
//     exchange_client.js --server HOST:PORT --certs DIR --schema FILE CALL...
//
// CALL is a JSON object as Exchange/ExchangeCall.cs describes it; what is printed is its ExchangeOutcome. Calls are made one
// after another, over one connection, and another one for those that compress. The exit code says only whether the program
// itself worked: a call that failed is a fact that was printed. Modules are found through NODE_PATH.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const gzip = 2; // grpc.compressionAlgorithms.gzip, which is declared and not exported by every version.
const streamsQuestions = { Collect: true, Talk: true };
const streamsAnswers = { Count: true, Talk: true };

function pattern(length) {
  return Buffer.from(Uint8Array.from({ length }, (_, index) => index % 251));
}

function questions(call) {
  return Array.from({ length: call.count }, (_, index) => ({
    number: call.number + index,
    payload: pattern(call.size),
    answer_size: call.answer_size,
    wish: index === call.count - 1 ? call.wish : 0,
  }));
}

function toMetadata(entries) {
  const metadata = new grpc.Metadata();
  for (const [name, value] of entries) {
    metadata.add(name, name.endsWith('-bin') ? Buffer.from(value, 'base64') : value);
  }
  return metadata;
}

function fromMetadata(metadata) {
  const told = {};
  for (const name of Object.keys(metadata.getMap())) {
    told[name] = metadata.get(name).map((value) => (Buffer.isBuffer(value) ? value.toString('base64') : value));
  }
  return told;
}

function run(client, call) {
  return new Promise((resolve) => {
    const answers = [];
    const asked = questions(call);
    let headers = new grpc.Metadata();
    let status;
    let answered = false;

    const finish = () => {
      if (status && answered) {
        resolve({
          status: Object.keys(grpc.status).find((name) => grpc.status[name] === status.code),
          details: status.details,
          numbers: answers.map((answer) => answer.number),
          sizes: answers.map((answer) => (answer.payload.equals(pattern(answer.payload.length)) ? answer.payload.length : -1)),
          received: answers.map((answer) => answer.received),
          compressed: answers.map((answer) => answer.compressed),
          headers: fromMetadata(headers),
          trailers: fromMetadata(status.metadata),
        });
      }
    };
    const took = (answer) => {
      answers.push(answer);
      if (answers.length === call.cancel_after) {
        running.cancel();
      } else if (call.method === 'Talk') {
        // Each question but the first comes after the answer to the one before.
        ask(answers.length);
      }
    };
    const ask = (index) => (index < asked.length ? running.write(asked[index]) : running.end());
    const single = (error, answer) => {
      answered = true;
      if (!error) {
        took(answer);
      }
      finish();
    };

    const first = [toMetadata(call.metadata), { deadline: Date.now() + call.timeout * 1000 }];
    if (!streamsQuestions[call.method]) {
      first.unshift(asked[0]);
    }
    if (!streamsAnswers[call.method]) {
      first.push(single);
    }
    const running = client[call.method](...first);

    running.on('metadata', (metadata) => {
      headers = metadata;
    });
    if (call.cancel_after === 0) {
      client.Ask({ wish: 'WISH_MEET' }, () => running.cancel());
    }
    running.on('status', (ended) => {
      status = ended;
      finish();
    });
    if (streamsAnswers[call.method]) {
      running.on('data', took);
      // The status tells of errors; without a listener they would end the program.
      running.on('error', () => {
        answered = true;
        finish();
      });
      running.on('end', () => {
        answered = true;
        finish();
      });
    }
    if (call.method === 'Talk') {
      ask(0);
    } else if (call.method === 'Collect') {
      asked.forEach((question) => running.write(question));
      running.end();
    }
  });
}

async function main() {
  const { values, positionals } = parseArgs({
    options: { server: { type: 'string' }, certs: { type: 'string' }, schema: { type: 'string' } },
    allowPositionals: true,
  });
  const pem = (name) => fs.readFileSync(path.join(values.certs, name));
  const credentials = grpc.credentials.createSsl(pem('ca-cert.pem'), pem('client-key.pem'), pem('client-cert.pem'));
  const { Exchange } = grpc.loadPackageDefinition(loader.loadSync(values.schema, { keepCase: true, defaults: true, enums: Number })).exchange;
  const unlimited = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
  const plain = new Exchange(values.server, credentials, unlimited);
  const compressing = new Exchange(values.server, credentials, { ...unlimited, 'grpc.default_compression_algorithm': gzip });
  for (const text of positionals) {
    const call = JSON.parse(text);
    console.log(JSON.stringify(await run(call.gzip ? compressing : plain, call)));
  }
  plain.close();
  compressing.close();
}

main();
