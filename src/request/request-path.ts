import { problemOfFile } from './finding.ts';
import type { Problem } from './problem.ts';
import { quote } from './wording.ts';

/** The folder that holds every request. */
export const REQUESTS_FOLDER = 'unblock-requests';

/** What tenants and requests may be called. */
export const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/u;

const NAME_RULE = 'lower-case letters, digits and hyphens, a letter or digit first, at most 63 of them';
const WHERE = `A request is ${REQUESTS_FOLDER}/<tenant>/<name>.yaml`;

/** What a path means: a request, a README.md that nobody judges, or a problem. */
export type RequestPath =
  | { readonly kind: 'request'; readonly tenant: string; readonly name: string }
  | { readonly kind: 'readme' }
  | { readonly kind: 'invalid'; readonly problem: Problem };

/** Reads a path, from the repository's root and with `/`, that may be a request's. */
export function requestPath(path: string): RequestPath {
  const inside = path.split('/');
  const folder = inside.shift();
  if (folder !== REQUESTS_FOLDER || inside.length === 0) {
    return invalid(`the file is not in ${REQUESTS_FOLDER}/`, `Move it there. ${WHERE}.`);
  }
  if (inside.length <= 2 && inside.at(-1) === 'README.md') return { kind: 'readme' };
  const [tenant = '', file] = inside;
  if (file === undefined) return invalid('the file is in the folder of no tenant', `Move it. ${WHERE}.`);
  if (inside.length > 2) return invalid('the file is in a folder too deep', `Move it up. ${WHERE}.`);
  return namesOf(tenant, file);
}

function namesOf(tenant: string, file: string): RequestPath {
  if (!NAME.test(tenant)) {
    return invalid(
      `the folder ${quote(tenant)} cannot name a tenant`,
      `Move the file. A tenant is named with ${NAME_RULE}.`,
    );
  }
  if (!file.endsWith('.yaml')) {
    if (/\.ya?ml$/iu.test(file)) return invalid(`${quote(file)} has to end in .yaml`, 'Rename it.');
    return invalid(`${quote(file)} is no request, and nothing else may be here`, `Remove it. ${WHERE}.`);
  }
  const name = file.slice(0, -'.yaml'.length);
  if (NAME.test(name)) return { kind: 'request', tenant, name };
  return invalid(`${quote(file)} cannot name a request`, `Rename it: a request is named with ${NAME_RULE}.`);
}

function invalid(message: string, hint: string): RequestPath {
  return { kind: 'invalid', problem: problemOfFile(message, hint) };
}

/** The mode git gives an ordinary file, the only one a request may have. */
export const REGULAR_FILE = '100644';

/** The mode git gives a file that may be executed. */
export const EXECUTABLE_FILE = '100755';

/** What is wrong with an entry by its git mode alone; undefined for an ordinary file. A README.md may have any. */
export function checkEntry(path: string, mode: string): Problem | undefined {
  if (mode === REGULAR_FILE || requestPath(path).kind === 'readme') return undefined;
  switch (mode) {
    case EXECUTABLE_FILE:
      return problemOfFile(
        'the file is executable',
        'Make it an ordinary file: git update-index --chmod=-x, or chmod -x.',
      );
    case '120000':
      return problemOfFile('this is a symbolic link, not a file', 'Replace it with the file itself.');
    case '160000':
      return problemOfFile('this is a submodule, not a file', 'Remove it; requests are files of this repository.');
    default:
      return problemOfFile(`this is no ordinary file (mode ${quote(mode)})`, 'Replace it with a plain file.');
  }
}
