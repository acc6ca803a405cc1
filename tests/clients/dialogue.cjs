// What the CLI makes of bodies that a user enters into its dialogue, which is where it validates.
//
// In: a JSON list of bodies. Out: for each, what the CLI would send (`sent`), or the property and
// the words with which it refused an answer (`path`, `refused`), or the error that ended it
// (`broke`). Questions, filters, validation and schema are the CLI's own; only the terminal is left
// out: where the CLI would wait for keys, the answer is taken from the body.
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

/** Answers the questions about one body. */
class User {
  constructor(body) {
    this.body = body;
    this.entries = {}; // how many entries of each list were begun
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
    // An entry of this list begins here; one of the others, when its number is asked for.
    if (more && name === "additionalDestinations") this.entries[name] = begun + 1;
    return more;
  }

  /** The path of what is asked for, and its value. */
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

  /** What inquirer does with an answer: a choice of a list, or filter and validation. */
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
  // Without a client it offers the choices of its schema, as it does where the API has none.
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
