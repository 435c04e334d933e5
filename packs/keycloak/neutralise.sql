-- A copy must do nothing to the world. The same statements hold for 24, 25 and 26.

-- Mail.
DELETE FROM realm_smtp_config;

-- Logins by way of others.
UPDATE identity_provider SET enabled = false WHERE enabled;

-- LDAP, Kerberos and the like: off, and never synchronised. Where nothing is said, it is on.
UPDATE component_config
   SET value = 'false'
  FROM component
 WHERE component_config.component_id = component.id
   AND component.provider_type = 'org.keycloak.storage.UserStorageProvider'
   AND component_config.name = 'enabled';
INSERT INTO component_config (id, component_id, name, value)
SELECT md5(component.id || ' disabled by belay')::uuid::text, component.id, 'enabled', 'false'
  FROM component
 WHERE component.provider_type = 'org.keycloak.storage.UserStorageProvider'
   AND NOT EXISTS (SELECT 1
                     FROM component_config known
                    WHERE known.component_id = component.id
                      AND known.name = 'enabled');
UPDATE component_config
   SET value = '-1'
  FROM component
 WHERE component_config.component_id = component.id
   AND component.provider_type = 'org.keycloak.storage.UserStorageProvider'
   AND component_config.name IN ('fullSyncPeriod', 'changedSyncPeriod');

-- Who is told of events: only the log. A failed login would make the listener `email` write a mail.
DELETE FROM realm_events_listeners WHERE value <> 'jboss-logging';

-- Calls into applications: logout, revocation, notification, keys.
UPDATE client SET management_url = NULL WHERE management_url IS NOT NULL;
DELETE FROM client_node_registrations;
DELETE FROM client_attributes
 WHERE name IN ('backchannel.logout.url',
                'ciba.backchannel.client.notification.endpoint',
                'saml_single_logout_service_url_soap',
                'saml_artifact_resolution_service_url',
                'jwks.url');

-- The address of production.
DELETE FROM realm_attribute WHERE name = 'frontendUrl';

-- Sessions of real people: a logout on the copy would act on them.
DELETE FROM offline_client_session;
DELETE FROM offline_user_session;
