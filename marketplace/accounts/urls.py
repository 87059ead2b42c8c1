"""Signing in and out, what makes it safe, and a person's own page. Of allauth only the views that
are dressed in our look are routed."""

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path
from django.views.decorators.cache import never_cache

from marketplace.accounts.views import entrance, once_more, outside, person, security

coming_in = [
    path("sign-up/", entrance.SignUp.as_view(), name="account_signup"),
    path("confirm-email/", entrance.ConfirmAddress.as_view(), name="account_email_verification_sent"),
    path("sign-in/", entrance.SignIn.as_view(), name="account_login"),
    path("sign-in/inactive/", account.account_inactive, name="account_inactive"),
    path("sign-in/code/", entrance.AskForCode.as_view(), name="account_request_login_code"),
    path("sign-in/code/typed/", entrance.GiveCode.as_view(), name="account_confirm_login_code"),
    path("sign-in/check/", entrance.Check.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", entrance.SignInWithPasskey.as_view(), name="mfa_login_webauthn"),
    path("sign-in/second-step/", security.second_step, name="second_step"),
    path("sign-out/", account.logout, name="account_logout"),
    path("password/forgotten/", entrance.Forgotten.as_view(), name="account_reset_password"),
    path("password/forgotten/code/", entrance.ForgottenCode.as_view(), name="account_confirm_password_reset_code"),
    path("password/forgotten/new/", entrance.NewPassword.as_view(), name="account_complete_password_reset"),
]  # fmt: skip

by_provider = [
    path("sign-in/with/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/with/address/", outside.SignUpByProvider.as_view(), name="socialaccount_signup"),
    path("sign-in/with/<slug:provider_id>/", outside.leave_for_provider, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", openid.callback, name="openid_connect_callback"),
    path("you/security/connections/", outside.Connections.as_view(), name="socialaccount_connections"),
]  # fmt: skip

yours = [
    path("you/", person.you, name="you"),
    path("you/email/", never_cache(security.Address.as_view()), name="account_email"),
    path("you/security/", never_cache(security.Security.as_view()), name="mfa_index"),
    path("you/security/password/", security.ChangePassword.as_view(), name="account_change_password"),
    path("you/security/password/new/", security.SetPassword.as_view(), name="account_set_password"),
    path("you/security/app/", never_cache(security.AddApp.as_view()), name="mfa_activate_totp"),
    path("you/security/app/remove/", security.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("you/security/codes/", never_cache(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("you/security/codes/new/", security.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("you/security/codes/file/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("you/security/passkeys/add/", never_cache(security.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("you/security/passkeys/<int:pk>/name/", security.NamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("you/security/passkeys/<int:pk>/remove/", security.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("you/security/sessions/", never_cache(security.Sessions.as_view()), name="usersessions_list"),
    path("you/security/again/", once_more.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("you/security/again/code/", once_more.CheckAgain.as_view(), name="mfa_reauthenticate"),
    path("you/security/again/passkey/", never_cache(once_more.PasskeyAgain.as_view()), name="mfa_reauthenticate_webauthn"),
    path("you/security/again/mail/", once_more.CodeAgain.as_view(), name="account_reauthenticate_by_code"),
]  # fmt: skip

urlpatterns = [*coming_in, *by_provider, *yours]
