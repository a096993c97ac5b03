import type { Policy } from '../policy/policy.ts';
import { againstPolicy } from '../request/check-against-policy.ts';
import type { Complaint } from '../request/complaint.ts';
import type { Timestamp } from '../support/timestamp.ts';
import { draftedFile, draftOf, type Answers } from './drafts.ts';
import type { EntityFacts } from './facts.ts';

/** What requests are drafted from. */
export interface Situation {
  readonly policy: Policy;
  readonly now: Timestamp;
  /** At least one. */
  readonly entities: readonly EntityFacts[];
  /** Who probably did what is attested, if anybody is known. */
  readonly somebody: string | undefined;
}

/** Something that could not be looked up. */
export interface Question {
  readonly key: string;
  /** The options that answer it, the most particular one first; the last one may answer others too. */
  readonly options: readonly [string, ...string[]];
  /** What belongs there, as a phrase to follow the option's name. */
  readonly what: string;
  /** What is asked on a terminal; undefined for what is not worth a question. */
  readonly asks: string | undefined;
  /** What is said before it. */
  readonly about?: string | undefined;
  readonly required: boolean;
  /** What an empty answer means. */
  readonly suggestion?: string | undefined;
  readonly read: (text: string) => Answer;
}

/** An answer as it is written into the request, or what is wrong with it. */
export type Answer = { readonly value: string } | Complaint;

/** Where an answer goes: under its key, and at its place in the file. */
export interface AnswerPlace {
  readonly key: string;
  /** The place as a JSON pointer. */
  readonly pointer: string;
}

/** Reads an answer by writing it into every request and checking them: what a request may hold is said in one place. */
export function checkedAnswer(
  { entities, policy, now }: Situation,
  answers: Answers,
  { key, pointer }: AnswerPlace,
  value: string,
): Answer {
  const answered = new Map(answers).set(key, value);
  const judge = againstPolicy(policy, now);
  for (const facts of entities) {
    const { problems } = draftedFile(draftOf(facts, answered, 'draft'), judge);
    const problem = problems.find((one) => one.pointer === pointer);
    if (problem) return { says: problem.message, hint: problem.hint };
  }
  return { value };
}
