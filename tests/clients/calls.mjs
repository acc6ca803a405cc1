// Calls of the JavaScript client, one after the other.
//
// In: JSON with the client's `host` and `token`, whether it `throws` at an error, and a list of
// `calls`, each with the `method` ("get.addon.backupSchedules.all") and the arguments.
// Out: a JSON list with what each call returned, or `thrown`.
import { ApiClient, ApiClientInMemoryContextProvider } from "@northflank/js-client";

const { host, token, throws, calls } = JSON.parse(process.argv[2]);
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

const outcomes = [];
for (const call of calls) outcomes.push(await outcome(call));
console.log(JSON.stringify(outcomes));
