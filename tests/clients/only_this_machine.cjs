// Loaded before a client: refuses connections to other machines, and records them in a file.
"use strict";
const fs = require("node:fs");
const net = require("node:net");

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  // Node's own callers pass one list of arguments that are already normalized.
  const [options] = Array.isArray(given[0]) ? given[0] : net._normalizeArgs(given);
  if (!options.path && options.host !== "127.0.0.1") {
    fs.appendFileSync(process.env.OUTSIDE, `${options.host}\n`);
    setImmediate(() => this.destroy(new Error("No connection leaves this machine.")));
    return this;
  }
  return connect.apply(this, given);
};
