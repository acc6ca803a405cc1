// Calls methods of the JavaScript client, in chains of which some run concurrently.
//
// Input: JSON with the client's `host` and `token`, whether it `throws` errors, how many chains run
// `atOnce`, and the `chains`: lists of calls that are made in order, each with its `method`
// ("get.addon.backupSchedules.all") and arguments.
// Output: for each chain a JSON list with the results of its calls, or `thrown` errors.
import { readFileSync } from "node:fs";

import { ApiClient, ApiClientInMemoryContextProvider } from "@northflank/js-client";

const { host, token, throws, atOnce, chains } = JSON.parse(readFileSync(0, "utf8"));
const contexts = new ApiClientInMemoryContextProvider();
await contexts.addContext({ name: "test", host, token });
const client = new ApiClient(contexts, { throwErrorOnHttpErrorCode: throws });

async function outcome({ method, ...given }) {
  const call = method.split(".").reduce((holder, name) => holder[name], client);
  try {
    const { data, error, pagination } = await call(given);
    return { data, error, pagination };
  } catch (error) {
    return { thrown: { ...error, message: error.message } };
  }
}

const outcomes = chains.map(() => []);
let next = 0;
async function worker() {
  while (next < chains.length) {
    const number = next++;
    for (const call of chains[number]) outcomes[number].push(await outcome(call));
  }
}
await Promise.all(Array.from({ length: atOnce }, worker));
console.log(JSON.stringify(outcomes));
