"""Who is answered what at each address of the site, written out by hand from the rules (`rules.py` of each
slice, DESIGN section 6, cms/setup/groups.py): never copied from what the site answers.

Where the walk finds something else, one of the two is wrong: think which.

    .  answered: the page, the form with what is missing in it, or a way on that is no sign-in
    o  let in: a library's view answers, whatever it says of the thing, or of an empty form that no browser
       sends (there some of Wagtail's break)
    b  refused as a bad request
    s  sent to sign in          t  sent to the second step
    x  refused                  0  there is no such thing
    m  not that method          !  breaks, as it is meant to

Rows of ours stand for one address, by the name of it (or by its route where it has none); a row that
ends in * stands for all addresses of a library that begin so and have no row of their own.

The things are a council's own: see `things.py`. Each column is a person:

    1  nobody who is signed in
    2  somebody without an organisation, a member of another council
    3  of the council: a member, an approver, an administrator
    4  the administrator of a verified supplier, the one of its rival
    5  a moderator, a superuser
"""

# fmt: off
GROUPS = (
    ("nobody",),
    ("person", "elsewhere"),
    ("member", "approver", "administrator"),
    ("vendor", "rival"),
    ("moderator", "superuser"),
)

TABLE = r"""
#                                         GET               POST
#                                         1 2. 3.. 4. 5.    1 2. 3.. 4. 5.

# Reading: for everybody, and nothing to post.
councils                                  . .. ... .. ..    m mm mmm mm mm
council                                   . .. ... .. ..    m mm mmm mm mm
vendors                                   . .. ... .. ..    m mm mmm mm mm
search                                    . .. ... .. ..    m mm mmm mm mm
search-suggest                            . .. ... .. ..    m mm mmm mm mm
what-is-held                              . .. ... .. ..    m mm mmm mm mm
erased                                    . .. ... .. ..    m mm mmm mm mm
health                                    . .. ... .. ..    m mm mmm mm mm
health-ready                              . .. ... .. ..    m mm mmm mm mm
sent-mail                                 . .. ... .. ..    m mm mmm mm mm  # in a demonstration alone
sent-mail-one                             . .. ... .. ..    m mm mmm mm mm
sent-mail-html                            . .. ... .. ..    m mm mmm mm mm
wagtail_serve                             . .. ... .. ..    . .. ... .. ..  # pages answer a POST as a GET
media                                     . .. ... .. ..    . .. ... .. ..  # and so do files
documents/<int:document_id>/<str:document_filename>  . .. ... .. ..    . .. ... .. ..
sitemap.xml                               . .. ... .. ..    . .. ... .. ..
robots.txt                                . .. ... .. ..    . .. ... .. ..
favicon.ico                               . .. ... .. ..    . .. ... .. ..
wagtaildocs_serve                         0 00 000 00 00    0 00 000 00 00  # ours stands before it; of another name there is none
wagtaildocs_authenticate_with_password    . .. ... .. ..    . .. ... .. ..  # asks for the collection's password
wagtailcore_authenticate_with_password    . .. ... .. ..    . .. ... .. ..  # asks for the page's

# A supplier that nobody has verified: for its own people and the moderators.
vendor                                    0 00 000 .0 ..    m mm mmm mm mm

# Coming in. Whoever is in already is led on.
account_signup                            . .. ... .. ..    . .. ... .. ..
account_login                             . .. ... .. ..    . .. ... .. ..
account_inactive                          . .. ... .. ..    m mm mmm mm mm
account_request_login_code                . .. ... .. ..    . .. ... .. ..
account_confirm_login_code                . .. ... .. ..    . .. ... .. ..  # leads to where one asks for a code
account_email_verification_sent           s .. ... .. ..    s .. ... .. ..
mfa_authenticate                          s .. ... .. ..    s .. ... .. ..
mfa_login_webauthn                        s .. ... .. ..    s .. ... .. ..
account_reset_password                    . .. ... .. ..    . .. ... .. ..
account_confirm_password_reset_code       s ss sss ss ss    s ss sss ss ss
account_complete_password_reset           . .. ... .. ..    . .. ... .. ..
account_logout                            . .. ... .. ..    . .. ... .. ..
socialaccount_login_cancelled             . .. ... .. ..    m mm mmm mm mm
socialaccount_signup                      s ss sss ss ss    s ss sss ss ss  # nobody has come from a provider
openid_connect_login                      0 00 000 00 00    0 00 000 00 00  # no provider is configured
openid_connect_callback                   0 00 000 00 00    0 00 000 00 00

# The other doors, closed.
admin/login/                              s ss sss ss ss    s ss sss ss ss
wagtailadmin_login                        s ss sss ss ss    s ss sss ss ss
_util/login/                              s ss sss ss ss    s ss sss ss ss
wagtailcore_login                         s ss sss ss ss    s ss sss ss ss
admin/logout/                             . .. ... .. ..    . .. ... .. ..
wagtailadmin_logout                       . .. ... .. ..    . .. ... .. ..
^admin/account/                           . .. ... .. ..    . .. ... .. ..
wagtailadmin_account                      . .. ... .. ..    . .. ... .. ..
^admin/password_reset/                    0 00 000 00 00    0 00 000 00 00
wagtailadmin_password_reset               0 00 000 00 00    0 00 000 00 00
wagtailadmin_password_reset_done          0 00 000 00 00    0 00 000 00 00
wagtailadmin_password_reset_confirm       0 00 000 00 00    0 00 000 00 00
wagtailadmin_password_reset_complete      0 00 000 00 00    0 00 000 00 00

# One's own: for whoever is signed in.
you                                       s .. ... .. ..    s .. ... .. ..
account_email                             s .. ... .. ..    s .. ... .. ..
second_step                               s .. ... .. ..    s .. ... .. ..
mfa_index                                 s .. ... .. ..    s mm mmm mm mm
account_change_password                   s .. ... .. ..    s .. ... .. ..
account_set_password                      s .. ... .. ..    s .. ... .. ..
account_reauthenticate                    s .. ... .. ..    s .. ... .. ..
mfa_reauthenticate                        s .. ... .. ..    s .. ... .. ..
mfa_reauthenticate_webauthn               s .. ... .. ..    s .. ... .. ..
account_reauthenticate_by_code            s .. ... .. ..    s .. ... .. ..  # leads to the password of who has one
mfa_activate_totp                         s .. ... .. ..    s .. ... .. ..
mfa_add_webauthn                          s .. ... .. ..    s .. ... .. ..
mfa_generate_recovery_codes               s .. ... .. ..    s .. ... .. ..
usersessions_list                         s .. ... .. ..    s .. ... .. ..
socialaccount_connections                 s .. ... .. ..    s .. ... .. ..
your-data                                 s .. ... .. ..    s mm mmm mm mm
your-copy                                 s .. ... .. ..    s .. ... .. ..
leave                                     s .. ... .. ..    s .. ... .. ..
acting-for                                s .. ... .. ..    s .. ... .. ..
join                                      s .. ... .. ..    s .. ... .. ..
vendor-register                           s .. ... .. ..    s .. ... .. ..
ask                                       s .. ... .. ..    s .. ... .. ..
correct                                   s .. ... .. ..    s .. ... .. ..
messages                                  s .. ... .. ..    m mm mmm mm mm
# An app: of those who need one. Passkey and codes: the member's.
mfa_deactivate_totp                       s 00 0.0 00 ..    s 00 0.0 00 ..
mfa_edit_webauthn                         s 00 .00 00 00    s 00 .00 00 00
mfa_remove_webauthn                       s 00 .00 00 00    s 00 .00 00 00
mfa_view_recovery_codes                   s 00 .00 00 00    s mm mmm mm mm
mfa_download_recovery_codes               s 00 .00 00 00    s 00 m00 00 00
# What the person without an organisation was invited to, and has asked.
invitation                                s .0 000 00 00    s .0 000 00 00
join-withdraw                             m mm mmm mm mm    s .0 000 00 00

# The people of a council: seen by its members, managed by its administrators; no part of the site opens it.
organisation-people                       s xx ... xx xx    m mm mmm mm mm
organisation-leave                        s xx ... xx xx    s xx ... xx xx
organisation-follow                       s xx ... xx xx    s xx ... xx xx
organisation-invite                       s xx xx. xx xx    s xx xx. xx xx
organisation-person                       s xx xx. xx xx    s xx xx. xx xx
organisation-remove                       s xx xx. xx xx    s xx xx. xx xx
organisation-delegate                     s xx xx. xx xx    s xx xx. xx xx
organisation-invitation                   m mm mmm mm mm    s xx xx. xx xx
organisation-request                      m mm mmm mm mm    s xx xx. xx xx
organisation-delegation-end               m mm mmm mm mm    s xx xx. xx xx

# A question of the member elsewhere, to the council: who asked sees it, who deals with it answers it.
message                                   s 0. ... 00 ..    s 0x ... 00 ..
message-decide                            m mm mmm mm mm    s 0. ... 00 ..

# Moderators on organisations.
organisation-domains                      s xx xxx xx ..    s xx xxx xx ..
organisation-domain                       s xx xxx xx mm    s xx xxx xx ..
organisation-requests                     s xx xxx xx ..    s xx xxx xx mm
organisation-request-decide               s xx xxx xx mm    s xx xxx xx ..
organisation-invite-any                   s xx xxx xx ..    s xx xxx xx ..
organisation-name                         s xx xxx xx mm    s xx xxx xx ..
organisation-vendors                      s xx xxx xx ..    s xx xxx xx mm
organisation-vendor                       s xx xxx xx ..    s xx xxx xx ..
organisation-ended                        s xx xxx xx ..    s xx xxx xx mm
organisation-merge                        s xx xxx xx ..    s xx xxx xx 00  # into no council
split_pages                               s xx xxx xx ..    s xx xxx xx ..
# Nobody adds, copies or deletes a council or a supplier, not even a superuser.
councils:edit                             s xx xxx xx ..    s xx xxx xx ..
councils:add                              s xx xxx xx xx    s xx xxx xx xx
councils:delete                           s xx xxx xx xx    s xx xxx xx xx
councils:*                                s xx xxx xx oo    s xx xxx xx oo
suppliers:index                           s xx xxx xx ..    s xx xxx xx mm
suppliers:index_results                   s xx xxx xx ..    s xx xxx xx mm
suppliers:edit                            s xx xxx xx ..    s xx xxx xx ..
suppliers:add                             s xx xxx xx xx    s xx xxx xx xx
suppliers:delete                          s xx xxx xx xx    s xx xxx xx xx
suppliers:*                               s xx xxx xx oo    s xx xxx xx oo

# Moderators on what readers write, on mails, on tools; the trail; what editors do as well.
reader_messages                           s xx xxx xx ..    s xx xxx xx mm
reader_messages_results                   s xx xxx xx ..    s xx xxx xx mm
reader_message                            s xx xxx xx ..    s xx xxx xx ..
mails:index                               s xx xxx xx ..    s xx xxx xx mm
mails:index_results                       s xx xxx xx ..    s xx xxx xx mm
mails:inspect                             s xx xxx xx ..    s xx xxx xx mm
mails:requeue                             s xx xxx xx mm    s xx xxx xx ..
tool_sources                              s xx xxx xx ..    s xx xxx xx mm
tool_add                                  s xx xxx xx ..    s xx xxx xx ..
tool_forget                               s xx xxx xx mm    s xx xxx xx ..
audit                                     s xx xxx xx ..    s xx xxx xx mm
audit_results                             s xx xxx xx ..    s xx xxx xx mm
claims:index                              s xx xxx xx ..    s xx xxx xx mm
claims:index_results                      s xx xxx xx ..    s xx xxx xx mm
claims:add                                s xx xxx xx ..    s xx xxx xx ..
claims:inspect                            s xx xxx xx ..    s xx xxx xx mm
claims:edit                               s xx xxx xx ..    s xx xxx xx ..
claims:publish                            s xx xxx xx ..    s xx xxx xx ..  # is public: leads back, and says so
claims:verify                             s xx xxx xx ..    s xx xxx xx ..
claims:confirm                            s xx xxx xx ..    s xx xxx xx ..
claims:withdraw                           s xx xxx xx ..    s xx xxx xx ..
claims:discard                            s xx xxx xx ..    s xx xxx xx ..  # is no draft: leads back
stale_claims                              s xx xxx xx ..    s xx xxx xx mm
stale_claims_results                      s xx xxx xx ..    s xx xxx xx mm
try_jargon                                s xx xxx xx ..    s xx xxx xx mm
unmet_needs                               s xx xxx xx ..    s xx xxx xx mm
unmet_needs_results                       s xx xxx xx ..    s xx xxx xx mm
wagtailsnippets_search_synonym:list       s xx xxx xx ..    s xx xxx xx mm
wagtailsnippets_search_synonym:list_results  s xx xxx xx ..    s xx xxx xx mm
wagtailsnippets_search_synonym:add        s xx xxx xx ..    s xx xxx xx ..
wagtailsnippets_search_synonym:edit       s xx xxx xx ..    s xx xxx xx ..
wagtailsnippets_search_synonym:*          s xx xxx xx oo    s xx xxx xx oo
wagtailsnippetchoosers_search_synonym:*   s xx xxx xx oo    s xx xxx xx oo

# Accounts: superusers alone.
wagtailusers_users:index                  s xx xxx xx x.    s xx xxx xx xm
wagtailusers_users:index_results          s xx xxx xx x.    s xx xxx xx xm
wagtailusers_users:add                    s xx xxx xx x.    s xx xxx xx x.
wagtailusers_users:edit                   s xx xxx xx x.    s xx xxx xx x.
wagtailusers_users:delete                 s xx xxx xx x.    s xx xxx xx x.  # leads back: nobody is deleted
wagtailusers_users:*                      s xx xxx xx xo    s xx xxx xx xo
wagtailusers_groups:*                     s xx xxx xx xo    s xx xxx xx xo

# Wagtail's admin: for whoever works there.
wagtailadmin_home                         s xx xxx xx oo    s xx xxx xx oo
admin/test404/                            s xx xxx xx oo    s xx xxx xx oo
wagtailadmin_error_test                   s xx xxx xx !!    s xx xxx xx !!
admin/^.*/$                               s xx xxx xx 00    s xx xxx xx 00
wagtailadmin_api:*                        s xx xxx xx oo    s xx xxx xx oo
wagtailadmin_explore*                     s xx xxx xx oo    s xx xxx xx oo
wagtailadmin_pages:*                      s xx xxx xx oo    s xx xxx xx oo
wagtail_bulk_action                       s xx xxx xx oo    s xx xxx xx oo
wagtailadmin_choose_page*                 s xx xxx xx oo    s xx xxx xx oo
wagtailadmin_tag_*                        s xx xxx xx oo    s xx xxx xx oo
wagtailadmin_reports:*                    s xx xxx xx oo    s xx xxx xx oo
wagtailadmin_dismissibles                 s xx xxx xx oo    s xx xxx xx oo
wagtailadmin_editing_sessions:*           s xx xxx xx oo    s xx xxx xx oo
wagtailadmin_block_preview                s xx xxx xx oo    s xx xxx xx oo
wagtailimages:*                           s xx xxx xx oo    s xx xxx xx oo
wagtailimages_chooser:*                   s xx xxx xx oo    s xx xxx xx oo
wagtaildocs:*                             s xx xxx xx oo    s xx xxx xx oo
wagtaildocs_chooser:*                     s xx xxx xx oo    s xx xxx xx oo
wagtailimages:create_multiple_from_uploaded_image  s xx xxx xx oo    s xx xxx xx ox  # the moderator's upload
wagtailimages:delete_upload_multiple      s xx xxx xx oo    s xx xxx xx ox
wagtaildocs:create_multiple_from_uploaded_document  s xx xxx xx oo    s xx xxx xx ox
wagtaildocs:delete_upload_multiple        s xx xxx xx oo    s xx xxx xx ox
wagtailredirects:*                        s xx xxx xx oo    s xx xxx xx oo
wagtailsnippets:index                     s xx xxx xx xx    s xx xxx xx xx  # lists what has no place of its own in the menu: nothing
wagtailsnippets_cms_*                     s xx xxx xx oo    s xx xxx xx oo
wagtailsnippetchoosers_cms_*              s xx xxx xx oo    s xx xxx xx oo
# What a page needs to be drawn, in the admin: tells nothing of anybody.
wagtailadmin_sprite                       . xx xxx xx ..    . xx xxx xx ..
wagtailadmin_javascript_catalog           . xx xxx xx ..    m xx xxx xx mm
# How the site itself is set up: superusers alone.
wagtailsites:*                            s xx xxx xx xo    s xx xxx xx xo
wagtailadmin_collections:*                s xx xxx xx xo    s xx xxx xx xo
wagtailadmin_collections:delete           s xx xxx xx 0o    s xx xxx xx 0o  # looks among what one may delete
wagtailadmin_workflows:*                  s xx xxx xx xo    s xx xxx xx xo
wagtailadmin_workflows:enable             s xx xxx xx mm    s xx xxx xx xo
wagtailadmin_workflows:enable_task        s xx xxx xx mm    s xx xxx xx xo
wagtailadmin_workflows:remove             s xx xxx xx mm    s xx xxx xx xo
# The list of tasks to choose from: Wagtail shows it to all who work in its admin; making one is refused (b).
wagtailadmin_workflows:task_chooser       s xx xxx xx oo    s xx xxx xx mm
wagtailadmin_workflows:task_chooser_results  s xx xxx xx oo    s xx xxx xx mm
wagtailadmin_workflows:task_chosen        s xx xxx xx oo    s xx xxx xx oo
wagtailadmin_workflows:task_chooser_create  s xx xxx xx oo    s xx xxx xx bo
"""
# fmt: on
