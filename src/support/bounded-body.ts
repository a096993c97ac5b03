import { UnavailableError } from './errors.ts';

/** How many bytes may still be read; shared by the answers that belong to one question. */
export interface ByteBudget {
  remaining: number;
}

/** Reads a body as UTF-8 text. Throws UnavailableError, and hangs up, where it is longer than the budget allows. */
export async function readBody(response: Response, budget: ByteBudget): Promise<string> {
  const chunks: Uint8Array[] = [];
  if (response.body === null) return '';
  for await (const chunk of response.body) {
    budget.remaining -= chunk.byteLength;
    if (budget.remaining < 0) throw new UnavailableError('the answer is longer than anything that could be meant');
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** Lets go of a body nobody is going to read. */
export async function discardBody(response: Response): Promise<void> {
  try {
    await response.body?.cancel();
  } catch {
    // The connection is gone already, which is all that was wanted.
  }
}
