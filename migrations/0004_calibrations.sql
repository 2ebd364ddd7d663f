CREATE TABLE `calibrations` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`provenance` text NOT NULL,
	`name` text,
	`method` text NOT NULL,
	`pairs_sent` integer NOT NULL,
	`pairs_usable` integer NOT NULL,
	`maps` text NOT NULL,
	`report` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL
);
--> statement-breakpoint
CREATE INDEX `calibrations_tenant_created` ON `calibrations` (`tenant_id`,`created_at`,`id`);