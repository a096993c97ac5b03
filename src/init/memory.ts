import { ConfigurationError } from '../support/errors.ts';
import { isFields, type Fields } from '../support/fields.ts';
import { answerNames, checkAnswers, type Answers } from './answers.ts';
import type { Written } from './plan-files.ts';

/** Where init remembers what it was told and what it wrote: JSON files have no room for a mark of their own. */
export const MEMORY_PATH = '.github/reinstate.init.json';

const NOTE =
  'What reinstate init was told, and digests of what it wrote: a file that no longer has its digest is left alone.';

/** What init remembers. */
export interface Memory {
  readonly answers: Answers;
  readonly written: Written;
}

/** Prints a memory; the same one always in the same way. */
export function memoryText({ answers, written }: Memory): string {
  const files = Object.fromEntries(Object.entries(written).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const said = Object.fromEntries(answerNames().flatMap((name) => (answers[name] ? [[name, answers[name]]] : [])));
  return `${JSON.stringify({ note: NOTE, answers: said, files }, undefined, 2)}\n`;
}

/** Reads a memory; empty where there is none yet. Throws ConfigurationError for one that nobody could have written. */
export function readMemory(text: string | undefined): Memory {
  if (text === undefined) return { answers: {}, written: {} };
  const document = parsed(text);
  if (!isFields(document)) throw damaged();
  const { answers, files } = document;
  if (!isFields(answers) || !isFields(files)) throw damaged();
  return { answers: checkAnswers(answersIn(answers)), written: writtenIn(files) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged();
  }
}

function answersIn(fields: Fields): Answers {
  const answers: Record<string, string | readonly string[]> = {};
  for (const name of answerNames()) {
    const value = fields[name];
    const list = name === 'domains' || name === 'approvers';
    if (value === undefined) continue;
    if (list && isTextList(value)) answers[name] = value;
    else if (!list && typeof value === 'string') answers[name] = value;
    else throw damaged();
  }
  return answers;
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function writtenIn(fields: Fields): Written {
  return Object.fromEntries(
    Object.entries(fields).map(([path, digest]) => {
      if (typeof digest === 'string') return [path, digest];
      throw damaged();
    }),
  );
}

function damaged(): ConfigurationError {
  return new ConfigurationError(`${MEMORY_PATH} is damaged`, {
    hint: 'restore it from git, or remove it: every file that differs from what init would write then counts as yours',
  });
}
