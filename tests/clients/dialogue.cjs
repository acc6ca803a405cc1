// Enters bodies into the CLI's interactive questions, whose answers the CLI validates.
//
// Input: a JSON list of bodies. Output for each: the body that the CLI would send (`sent`), or the
// property and message with which it refused an answer (`path`, `refused`), or the error with which
// it failed (`broke`). Questions, filters, validation and schema are the CLI's own; only the
// terminal is replaced: the answers are taken from the body.
"use strict";
const inquirer = require("inquirer");
const { defaults } = require("@northflank/cli/dist/defaults.js");
const { InquirerHelper } = require("@northflank/cli/dist/inquirer-helper.js");

const DEFINITION = defaults.create.addon.backupSchedule;
const QUESTION = /^(?:(\w+): )?(What do you want to use as|Do you want to add(?: more)?) (\w+)/;
const LEFT_ALONE = "don't change";

class Refused extends Error {
  constructor(path, words) {
    super(words);
    this.path = path;
  }
}

/** Answers the CLI's questions from one body. */
class User {
  constructor(body) {
    this.body = body;
    this.entries = {}; // the number of entries started in each list
  }

  answer(question) {
    if (question.name === "confirm") return question.choices[0]; // "Yes, send"
    const [, parent, ask, name] = QUESTION.exec(question.message);
    const within = parent && parent[0].toLowerCase() + parent.slice(1);
    return ask === "What do you want to use as"
      ? this.enter(question, ...this.place(within, name))
      : this.hasMore(within, name);
  }

  holder(within) {
    return within === "scheduling" ? (this.body.scheduling ?? {}) : this.body;
  }

  hasMore(within, name) {
    const list = this.holder(within)[name];
    const begun = this.entries[name] ?? 0;
    const more = Array.isArray(list) && begun < list.length;
    // An entry of this list starts here; one of another list starts when its number is requested.
    if (more && name === "additionalDestinations") this.entries[name] = begun + 1;
    return more;
  }

  /** The path of the requested property, and its value. */
  place(within, name) {
    if (within === "additionalDestinations") {
      const index = this.entries[within] - 1;
      return [`${within}[${index}].${name}`, this.body[within][index]?.[name]];
    }
    const path = within ? `${within}.${name}` : name;
    const value = this.holder(within)[name];
    if (!["minute", "hour", "day"].includes(name) || !Array.isArray(value)) return [path, value];
    const index = this.entries[name] ?? 0;
    this.entries[name] = index + 1;
    return [`${path}[${index}]`, value[index]];
  }

  /** Processes an answer as inquirer does: picks from a list, or filters and validates it. */
  enter(question, path, value) {
    let text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
    if (value === undefined && question.default === LEFT_ALONE) text = LEFT_ALONE;
    if (question.type === "list" && !question.choices.includes(text)) {
      throw new Refused(path, `not one of ${question.choices.join(", ")}`);
    }
    const filtered = question.filter(text);
    const verdict = question.validate(filtered);
    if (verdict !== true) throw new Refused(path, verdict);
    return filtered;
  }
}

const terminal = { ...inquirer.prompt };

async function judge(body) {
  const user = new User(body);
  const prompt = async ([question]) => ({ [question.name]: user.answer(question) });
  inquirer.prompt = Object.assign(prompt, terminal);
  // Without a client it offers the choices of its schema, as if the API had none.
  const helper = new InquirerHelper({});
  const options = { cmdPath: ["create", "addon", "backupSchedule"], skipValidation: false };
  try {
    return { sent: await helper.retrievePayloadViaInteractiveCli(DEFINITION, options) };
  } catch (error) {
    if (error instanceof Refused) return { path: error.path, refused: error.message };
    return { broke: error.message };
  }
}

async function main() {
  const verdicts = [];
  for (const body of JSON.parse(process.argv[2])) verdicts.push(await judge(body));
  console.log(JSON.stringify({ schema: DEFINITION.opt.body, verdicts }));
}

main();
