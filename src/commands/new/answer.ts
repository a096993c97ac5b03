import type { Answers } from '../../drafting/drafts.ts';
import type { Question, Situation } from '../../drafting/question.ts';
import { questionsFor } from '../../drafting/questions.ts';
import type { Prompter } from '../../ports/prompter.ts';
import { ConfigurationError } from '../../support/errors.ts';

/** Where answers come from, the first that has one. */
export interface AnswerSources {
  /** Option and its value. */
  readonly options: ReadonlyMap<string, string>;
  /** What an earlier request says. */
  readonly earlier: Answers;
  /** Undefined where nobody is there to be asked. */
  readonly prompter: Prompter | undefined;
}

/**
 * Answers every question. Throws ConfigurationError for an option that is wrong or fits nothing, and, where nobody can
 * be asked, one that names every option that is missing.
 */
export async function answerAll(situation: Situation, sources: AnswerSources): Promise<Answers> {
  const answers = new Map<string, string | undefined>();
  const used = new Set<string>();
  const missing: Question[] = [];
  let about: string | undefined;
  for (;;) {
    const question = questionsFor(situation, answers).find(({ key }) => !answers.has(key));
    if (!question) break;
    for (const option of question.options) used.add(option);
    const given = fromOptions(question, sources.options) ?? fromEarlier(question, sources.earlier);
    if (given === undefined && sources.prompter && question.asks !== undefined) {
      if (question.about !== undefined && question.about !== about) sources.prompter.say(question.about);
      about = question.about;
      answers.set(question.key, await ask(question, question.asks, sources.prompter));
    } else {
      if (given === undefined && question.required) missing.push(question);
      answers.set(question.key, given);
    }
  }
  refuseUnused([...sources.options.keys()].filter((option) => !used.has(option)));
  refuseMissing(missing);
  return answers;
}

function fromOptions(question: Question, options: ReadonlyMap<string, string>): string | undefined {
  const option = question.options.find((name) => options.has(name));
  const text = option === undefined ? undefined : options.get(option)?.trim();
  if (option === undefined || text === undefined) return undefined;
  const answer = question.read(text);
  if ('value' in answer) return answer.value;
  throw new ConfigurationError(`${option}: ${answer.says}`, { hint: answer.hint });
}

/** What an earlier request says may not be allowed any more; then it is asked for anew. */
function fromEarlier(question: Question, earlier: Answers): string | undefined {
  const text = earlier.get(question.key);
  const answer = text === undefined ? undefined : question.read(text);
  return answer && 'value' in answer ? answer.value : undefined;
}

async function ask(question: Question, asks: string, prompter: Prompter): Promise<string | undefined> {
  const { suggestion } = question;
  for (;;) {
    const typed = await prompter.ask(suggestion === undefined ? asks : `${asks} [${suggestion}]`);
    const text = typed === '' ? suggestion : typed;
    if (text === undefined) {
      if (!question.required) return undefined;
      prompter.say('This one is needed. Ctrl-C stops, and nothing is written.');
      continue;
    }
    const answer = question.read(text);
    if ('value' in answer) return answer.value;
    prompter.say(`${answer.says}. ${answer.hint}`);
  }
}

function refuseUnused(options: readonly string[]): void {
  if (options.length === 0) return;
  throw new ConfigurationError(`nothing here has a place for ${options.join(' and ')}`, {
    hint: 'leave it out; --secured-account is for a shared mailbox, and what begins with --mfa for a mailbox',
  });
}

function refuseMissing(missing: readonly Question[]): void {
  if (missing.length === 0) return;
  const needed = new Map(missing.map(({ options: [first, ...others], what }) => [others.at(-1) ?? first, what]));
  const width = Math.max(...[...needed.keys()].map((option) => option.length));
  const lines = [...needed].map(([option, what]) => `${option.padEnd(width)}  ${what}`);
  const said = needed.size === 1 ? 'an option is missing:' : 'these options are missing:';
  throw new ConfigurationError([said, ...lines].join('\n'), {
    hint: 'nothing was written; on a terminal, you are asked for what is missing',
  });
}
