; Installs liqdesk for one user, without administrator's rights.
;
; packaging/windows/build.ps1 compiles it, with -DPAYLOAD=, -DVERSION=, -DOUT=, -DICON= and -DAUTHORS=.
;
; PAYLOAD is the folder that PyInstaller made on Windows, ICON the file that packaging/icons.py drew, AUTHORS whom pyproject.toml
; names; paths are whole ones, because makensis looks from this file's folder. Compiled on Debian against a
; stand-in for the payload (packaging/windows/try-installer.sh); never run on Windows.
;
; The start at login belongs to the program: its setting writes the Run key and takes it away (a key written here would be taken
; away by the first start). The uninstaller removes the key. Recordings and settings stay, as they do on other systems.

Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma

!ifndef PAYLOAD | VERSION | OUT | ICON | AUTHORS
  !error "PAYLOAD, VERSION, OUT, ICON and AUTHORS are needed"
!endif

!include "MUI2.nsh"
!include "LogicLib.nsh"
!include "FileFunc.nsh"
!include "Win\COM.nsh"
!include "Win\Propkey.nsh"

!define APP_ID "io.github.liqdesk.liqdesk"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\liqdesk"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define LINK "$SMPROGRAMS\liqdesk.lnk"

Name "liqdesk ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\liqdesk"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "liqdesk"
VIAddVersionKey "FileDescription" "Installer of liqdesk"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "${AUTHORS}, MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\liqdesk.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs holds its file: it cannot be replaced then, and half a replacement would start no more.
!macro CLOSED un
Function ${un}closed
  retry:
  IfFileExists "$INSTDIR\liqdesk.exe" 0 done
  ClearErrors
  FileOpen $0 "$INSTDIR\liqdesk.exe" a
  ${If} ${Errors}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "liqdesk is running. Quit it, then go on." /SD IDCANCEL IDRETRY retry
    Abort "liqdesk is running."
  ${EndIf}
  FileClose $0
  done:
FunctionEnd
!macroend
!insertmacro CLOSED ""
!insertmacro CLOSED "un."

; The folder is emptied on an update and on removal: only one that is ours may be.
!macro OURS_AWAY
  ${If} ${FileExists} "$INSTDIR\_internal\liqdesk\*.*"
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\liqdesk.exe"
    Delete "$INSTDIR\liqdesk-console.exe"
    Delete "$INSTDIR\*.txt"
  ${EndIf}
!macroend

; Notifications and the taskbar know a program by the AppUserModelID of its shortcut, which CreateShortcut cannot set.
; https://learn.microsoft.com/windows/win32/shell/appids
Function shortcut
  CreateShortcut "${LINK}" "$INSTDIR\liqdesk.exe"
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("${LINK}",2)' ; STGM_READWRITE
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call 'oleaut32::SysAllocString(w "${APP_ID}")p.r5'
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_BSTR},,r5)p.r4'
        ${IPropertyStore::SetValue} $2 '($3,$4)'
        ${IPropertyStore::Commit} $2 ""
        System::Call 'oleaut32::SysFreeString(p r5)'
        System::Free $3
        System::Free $4
        ${IUnknown::Release} $2 ""
        ${IPersistFile::Save} $1 '("${LINK}",1)'
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
FunctionEnd

Section "liqdesk"
  Call closed
  !insertmacro OURS_AWAY
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  Call shortcut
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "liqdesk"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\liqdesk.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${AUTHORS}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
SectionEnd

Section "Uninstall"
  Call un.closed
  !insertmacro OURS_AWAY
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "${LINK}"
  DeleteRegValue HKCU "${RUN_KEY}" "liqdesk"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd
