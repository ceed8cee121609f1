import center from './center';
import certificate from './certificate';
import certificateEvent from './certificate-event';
import certificateTemplate from './certificate-template';
import generationRun from './generation-run';
import notification from './notification';
import pushSubscription from './push-subscription';

export default {
  'certificate-template': certificateTemplate,
  certificate: certificate,
  center: center,
  'certificate-event': certificateEvent,
  notification: notification,
  'push-subscription': pushSubscription,
  'generation-run': generationRun,
};
