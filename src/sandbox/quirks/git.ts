import { WireError } from '../wire-error.ts';
import { answersText, refuses, type Quirk } from './quirk.ts';
import { transportQuirks } from './transport.ts';

const { movedAway, brokenConnection, lostAnswer, silence, silenceAfter, halfAnswer, silenceHalfway, ...rest } =
  transportQuirks({ longest: 0 });
const { internalError, badGateway, unavailable, gatewayTimeout, throttled } = rest;

/** How GitHub's git server refuses and fails: what only JSON can do is left out. */
export const GIT_QUIRKS = {
  brokenConnection,
  lostAnswer,
  silence,
  silenceAfter,
  halfAnswer,
  silenceHalfway,
  internalError,
  badGateway,
  unavailable,
  gatewayTimeout,
  throttled,
  movedAway,
  badCredentials: refuses(
    'The token is not taken.',
    new WireError(401, 'Repository not found.', { 'www-authenticate': 'Basic realm="GitHub"' }),
  ),
  forbidden: refuses('The token may not do this.', new WireError(403, 'Write access to repository not granted.')),
  notFound: refuses('No such repository, or none the token may see.', new WireError(404, 'Repository not found.')),
  page: answersText('A page for people where git was meant, with a 200.', () => '<html>Sign in</html>', 'text/html'),
  nothing: answersText('An empty answer, and the request is carried out.', () => ''),
} satisfies Readonly<Record<string, Quirk>>;

/** How a webhook's server fails; what it says is read by nobody. */
export const WEBHOOK_QUIRKS = {
  brokenConnection,
  lostAnswer,
  silence,
  silenceAfter,
  halfAnswer,
  silenceHalfway,
  internalError,
  badGateway,
  unavailable,
  gatewayTimeout,
  throttled,
  movedAway,
} satisfies Readonly<Record<string, Quirk>>;
