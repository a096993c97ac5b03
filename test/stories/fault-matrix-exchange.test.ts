import { matrix } from './fault-matrix/matrix.ts';
import { EXCHANGE_CALLS } from './fault-matrix/microsoft-calls.ts';

matrix('exchange', EXCHANGE_CALLS);
