CREATE TABLE `notifications` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`actor` text NOT NULL,
	`room_id` text NOT NULL,
	`kind` text NOT NULL,
	`caused_by` text NOT NULL,
	`subject` text,
	`at` integer NOT NULL,
	`read_at` integer
);
--> statement-breakpoint
CREATE INDEX `notifications_inbox` ON `notifications` (`tenant_id`,`actor`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `notifications_room` ON `notifications` (`tenant_id`,`room_id`);--> statement-breakpoint
CREATE INDEX `notifications_at` ON `notifications` (`at`);--> statement-breakpoint
CREATE TABLE `room_comments` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`room_id` text NOT NULL,
	`thread_id` text NOT NULL,
	`author` text NOT NULL,
	`body` text NOT NULL,
	`anchor` text,
	`mentions` text NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL,
	`edited_at` integer,
	`resolved_at` integer,
	`resolved_by` text,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `room_comments_thread` ON `room_comments` (`tenant_id`,`room_id`,`thread_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `room_invitations` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`room_id` text NOT NULL,
	`hash` text NOT NULL,
	`role` text NOT NULL,
	`email` text,
	`created_by` text NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL,
	`expires_at` integer NOT NULL,
	`max_uses` integer NOT NULL,
	`uses` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `room_invitations_hash` ON `room_invitations` (`hash`);--> statement-breakpoint
CREATE INDEX `room_invitations_room` ON `room_invitations` (`tenant_id`,`room_id`);--> statement-breakpoint
CREATE INDEX `room_invitations_expires` ON `room_invitations` (`expires_at`);--> statement-breakpoint
CREATE TABLE `room_members` (
	`tenant_id` text NOT NULL,
	`room_id` text NOT NULL,
	`actor` text NOT NULL,
	`role` text NOT NULL,
	`epoch` integer NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL,
	PRIMARY KEY(`tenant_id`, `room_id`, `actor`)
);
--> statement-breakpoint
CREATE INDEX `room_members_actor` ON `room_members` (`tenant_id`,`actor`);--> statement-breakpoint
CREATE TABLE `room_versions` (
	`tenant_id` text NOT NULL,
	`room_id` text NOT NULL,
	`number` integer NOT NULL,
	`kind` text NOT NULL,
	`name` text,
	`created_by` text NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL,
	`size_bytes` integer NOT NULL,
	`contributors` text NOT NULL,
	`stored_at` integer,
	PRIMARY KEY(`tenant_id`, `room_id`, `number`)
);
--> statement-breakpoint
CREATE INDEX `room_versions_automatic` ON `room_versions` (`kind`,`created_at`);--> statement-breakpoint
CREATE TABLE `rooms` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer DEFAULT (unixepoch() * 1000) NOT NULL,
	`updated_at` integer NOT NULL,
	`archived_at` integer,
	`deleted_at` integer,
	`erasing_at` integer,
	`epoch` integer DEFAULT 1 NOT NULL,
	`keep_automatic_days` integer DEFAULT 30 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `rooms_tenant_updated` ON `rooms` (`tenant_id`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `rooms_deleted` ON `rooms` (`deleted_at`);