CREATE TABLE `duplicates` (
	`tenant_id` text NOT NULL,
	`track_id` text NOT NULL,
	`duplicate_of` text NOT NULL,
	`offset_seconds` real NOT NULL,
	`overlap_seconds` real NOT NULL,
	`bit_error_rate` real NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL,
	PRIMARY KEY(`tenant_id`, `track_id`, `duplicate_of`)
);
--> statement-breakpoint
CREATE INDEX `duplicates_of` ON `duplicates` (`tenant_id`,`duplicate_of`);--> statement-breakpoint
CREATE TABLE `fingerprint_keys` (
	`tenant_id` text NOT NULL,
	`key` integer NOT NULL,
	`number` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `fingerprint_keys_key` ON `fingerprint_keys` (`tenant_id`,`key`,`number`);--> statement-breakpoint
CREATE TABLE `fingerprints` (
	`number` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`track_id` text NOT NULL,
	`tenant_id` text NOT NULL,
	`duration_ms` integer NOT NULL,
	`fingerprint` text NOT NULL,
	`keys` text NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `fingerprints_track_id_unique` ON `fingerprints` (`track_id`);--> statement-breakpoint
CREATE INDEX `fingerprints_tenant` ON `fingerprints` (`tenant_id`,`track_id`);