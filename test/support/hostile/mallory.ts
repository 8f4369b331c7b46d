import { MisfitSimulator, misfitUpdate } from 'nestjs-misfit-notification/testing';
import { clock } from './attack-lab.js';

/** Signs in Misfit's name with a key of her own, and has a certificate that says it is SNS's. */
export const mallory = new MisfitSimulator({ clock: clock.read, retries: 0 });

/** A notification of Misfit's topic, correctly signed, by the wrong key. */
export const forgedNotification = () => mallory.notification([misfitUpdate()]);

const ownUrl = forgedNotification().SigningCertURL;

/** Serves her certificate. */
export const servesForgedCertificate = (): Promise<Response> => mallory.fetch(ownUrl);
