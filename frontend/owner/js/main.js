import { OwnerApi } from './api.js';
import { OwnerPage } from './page.js';

await new OwnerPage(new OwnerApi()).start();
