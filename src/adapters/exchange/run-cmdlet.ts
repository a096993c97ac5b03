import pLimit, { type LimitFunction } from 'p-limit';
import { once } from '../../support/ask-once.ts';
import { readBody, type ByteBudget } from '../../support/bounded-body.ts';
import { MissingRightError, NotFoundError, UnavailableError } from '../../support/errors.ts';
import type { Fields } from '../../support/fields.ts';
import { foreignText } from '../../support/foreign-text.ts';
import { retryAfterMs, retryTransient, TransientFailure } from '../../support/retry.ts';
import { toEpochMs } from '../../support/timestamp.ts';
import { READ_CMDLETS, type ReadCmdlet } from './cmdlets.ts';
import { openConnection, type Connection, type ExchangeAccess } from './connection.ts';
import { parsePage, type Page } from './page.ts';
import { mayQuote, readRefusal, unreadable } from './refusal.ts';

/** What a cmdlet returned. With a `gap` something is missing, and the rows are only what did arrive. */
export interface Output {
  readonly rows: readonly Fields[];
  readonly gap: Error | undefined;
}

/** Runs reading cmdlets. */
export interface CmdletRunner {
  /** Reads as much as there is. Throws only configuration errors and our own bugs. */
  output(cmdlet: ReadCmdlet, parameters: Fields): Promise<Output>;
  /** Every row. Throws NotFoundError, MissingRightError or UnavailableError where the output has a gap. */
  rows(cmdlet: ReadCmdlet, parameters: Fields): Promise<readonly Fields[]>;
  /** The one row there is; undefined where Exchange definitely has none. Throws like `rows`, and for several rows. */
  one(cmdlet: ReadCmdlet, parameters: Fields): Promise<Fields | undefined>;
  /** A runner that runs the same command once, however often it is asked for. */
  askingOnce(): CmdletRunner;
}

/** Microsoft publishes no limit for this transport, so this is a modest one; a 429 slows it down further. */
const MOST_AT_ONCE = 8;
const REQUEST_TIMEOUT_MS = 20_000;
const MOST_PAGES = 200;
const MOST_BYTES = 32 * 1024 * 1024;

/** A runner over a connection of its own that carries reading cmdlets only. */
export function createCmdletRunner(access: ExchangeAccess, requestTimeoutMs = REQUEST_TIMEOUT_MS): CmdletRunner {
  const connection = openConnection(access, READ_CMDLETS);
  const source: Source = { access, requestTimeoutMs, connection, limit: pLimit(MOST_AT_ONCE) };
  return runnerOf(async (cmdlet, parameters) => readPages(source, { cmdlet, parameters }));
}

function runnerOf(output: CmdletRunner['output']): CmdletRunner {
  const rows: CmdletRunner['rows'] = async (cmdlet, parameters) => {
    const read = await output(cmdlet, parameters);
    if (read.gap) throw read.gap;
    return read.rows;
  };
  return {
    output,
    rows,
    async one(cmdlet, parameters) {
      const found = await existing(rows(cmdlet, parameters));
      if (found.length > 1) throw new UnavailableError(`Exchange has several answers to ${cmdlet} where one was meant`);
      return found[0];
    },
    askingOnce: () => runnerOf(once(output)),
  };
}

async function existing(rows: Promise<readonly Fields[]>): Promise<readonly Fields[]> {
  try {
    return await rows;
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}

interface Source {
  readonly access: ExchangeAccess;
  readonly connection: Connection<ReadCmdlet>;
  readonly requestTimeoutMs: number;
  /** Whoever is too many waits; a request that backs off keeps its place, so that less is asked while Exchange is busy. */
  readonly limit: LimitFunction;
}

interface ReadCommand {
  readonly cmdlet: ReadCmdlet;
  readonly parameters: Fields;
}

async function readPages(source: Source, command: ReadCommand): Promise<Output> {
  const rows: Fields[] = [];
  const seen = new Set<string>();
  const budget: ByteBudget = { remaining: MOST_BYTES };
  const gapIn = (why: string): Output => ({
    rows,
    gap: new UnavailableError(`Exchange's answer to ${command.cmdlet} is incomplete: ${why}`),
  });
  let url: URL | undefined;
  try {
    for (;;) {
      const page = await readPage(source, command, url, budget);
      for (const row of page.rows) rows.push(row);
      if (page.doubt !== undefined) return gapIn(page.doubt);
      if (page.next === undefined) return { rows, gap: undefined };
      url = source.connection.onward(page.next);
      if (!url) return gapIn("the next page is not on one of Exchange's hosts");
      if (seen.has(url.href) || seen.size >= MOST_PAGES) return gapIn('its pages do not end');
      seen.add(url.href);
    }
  } catch (error) {
    const answered = error instanceof NotFoundError || error instanceof MissingRightError;
    if (answered || error instanceof UnavailableError) return { rows, gap: error };
    throw error;
  }
}

async function readPage(source: Source, command: ReadCommand, url: URL | undefined, budget: ByteBudget): Promise<Page> {
  return source.limit(async () =>
    retryTransient(async () => readPageOnce(source, command, url, budget), source.access.clock),
  );
}

async function readPageOnce(
  { access: { clock, tokens }, connection, requestTimeoutMs }: Source,
  command: ReadCommand,
  url: URL | undefined,
  budget: ByteBudget,
): Promise<Page> {
  const token = await tokens.token('exchange');
  const answer = await connection.post(command, { token, timeoutMs: requestTimeoutMs, ...(url ? { url } : {}) });
  if (answer.kind === 'silent') throw new TransientFailure(new UnavailableError(answer.message));
  if (answer.kind === 'ledAway') throw new UnavailableError(answer.message);
  const { response } = answer;
  if (response.ok) return pageIn(command.cmdlet, await bodyOf(command.cmdlet, response, budget), response, token);
  const { error, transient } = await readRefusal(command.cmdlet, response, token);
  throw transient ? new TransientFailure(error, retryAfterMs(response.headers, toEpochMs(clock.now()))) : error;
}

async function bodyOf(cmdlet: ReadCmdlet, response: Response, budget: ByteBudget): Promise<string> {
  try {
    return await readBody(response, budget);
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    throw new TransientFailure(new UnavailableError(`Exchange's answer to ${cmdlet} broke off`));
  }
}

function pageIn(cmdlet: ReadCmdlet, body: string, { headers }: Response, token: string): Page {
  try {
    const surroundings = { warningsHeader: headers.get('x-warnings') ?? '', mayBeQuoted: mayQuote(cmdlet) };
    const page = parsePage(body, surroundings);
    return page.doubt === undefined ? page : { ...page, doubt: foreignText(page.doubt, [token]) };
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new TransientFailure(new UnavailableError(`Exchange's answer to ${cmdlet} is not JSON`));
    }
    const failure = unreadable(cmdlet, error, token);
    throw error instanceof TransientFailure ? new TransientFailure(failure) : failure;
  }
}
