import { matrix } from './fault-matrix/matrix.ts';
import { WEBHOOK_CALLS } from './fault-matrix/microsoft-calls.ts';

matrix('webhook', WEBHOOK_CALLS, { notify: true });
